namespace InfluxDownsample.LocalServer.Sql;

/// <summary>An interval the way Arrow's MonthDayNano keeps it; the three parts are not converted into each other.</summary>
internal sealed record IntervalValue(int Months, int Days, long Nanoseconds)
{
    /// <summary>Days as 24 hours plus the nanoseconds; null when months are in it or the sum does not fit.</summary>
    public long? FixedNanoseconds
    {
        get
        {
            Int128 total = ((Int128)Days * 86_400_000_000_000) + Nanoseconds;
            return Months == 0 && total >= long.MinValue && total <= long.MaxValue ? (long)total : null;
        }
    }

    /// <summary>The three parts of what is as long; null where one does not fit.</summary>
    public static IntervalValue? Of(Int128 months, Int128 days, Int128 nanoseconds) =>
        Int128.Abs(months) <= int.MaxValue && Int128.Abs(days) <= int.MaxValue && Int128.Abs(nanoseconds) <= long.MaxValue
            ? new IntervalValue((int)months, (int)days, (long)nanoseconds)
            : null;

    public IntervalValue? Plus(IntervalValue other) => Of((Int128)Months + other.Months, (Int128)Days + other.Days, (Int128)Nanoseconds + other.Nanoseconds);

    public IntervalValue Negate() => new(-Months, -Days, -Nanoseconds);

    public override string ToString() => $"IntervalMonthDayNano {{ months: {Months}, days: {Days}, nanoseconds: {Nanoseconds} }}";
}
