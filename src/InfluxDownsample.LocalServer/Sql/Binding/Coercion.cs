namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Which type two operands meet in, by DataFusion's rules.</summary>
internal static class Coercion
{
    /// <summary>In which numbers of different signs meet: 64 bits hold neither both.</summary>
    private static readonly OutputType s_anyInteger = OutputType.DecimalOf(20, 0);

    /// <summary>The type of arithmetic, or null when there is none.</summary>
    public static OutputType? ForArithmetic(OutputType left, OutputType right)
    {
        if (left.Kind == ArrowTypeId.Null || right.Kind == ArrowTypeId.Null)
        {
            OutputType other = left.Kind == ArrowTypeId.Null ? right : left;
            return other.IsNumeric || other.Kind == ArrowTypeId.Null ? other : null;
        }

        return left.IsNumeric && right.IsNumeric ? Numeric(left, right) : null;
    }

    /// <summary>The type of a comparison, or null when the two can't be compared.</summary>
    public static OutputType? ForComparison(OutputType left, OutputType right) =>
        left.Equals(right) ? left
        : left.IsNumeric && right.IsNumeric ? Numeric(left, right)
        : (left.IsString && right.IsNumeric) || (right.IsString && left.IsNumeric) ? OutputType.String : Common(left, right);

    /// <summary>The type in which values of both stand in one column (CASE, COALESCE, UNION), or null.</summary>
    public static OutputType? Common(OutputType left, OutputType right) =>
        left.Equals(right) || right.Kind == ArrowTypeId.Null ? left
        : left.Kind == ArrowTypeId.Null ? right
        : left.IsNumeric && right.IsNumeric ? Numeric(left, right) : CommonOther(left, right) ?? CommonOther(right, left);

    /// <summary>The type in which all of some values stand in one column.</summary>
    /// <param name="types">The types of the values.</param>
    /// <param name="fault">What is wrong with the type of those before and the next.</param>
    public static OutputType Common(IEnumerable<OutputType> types, Func<OutputType, OutputType, QueryException> fault) =>
        types.Aggregate(OutputType.Null, (common, next) => Common(common, next) ?? throw fault(common, next));

    /// <summary>How many digits a decimal gets for all values of an integer type.</summary>
    public static int DigitsOf(OutputType integer) => integer.Bits == 64 ? 20 : $"{integer.Most}".Length;

    private static OutputType? CommonOther(OutputType left, OutputType right) => (left, right.Kind) switch
    {
        ({ IsString: true }, ArrowTypeId.LargeString or ArrowTypeId.StringView or ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Time64) => right,
        ({ IsString: true }, ArrowTypeId.String or ArrowTypeId.Boolean) => left,
        ({ IsString: true }, _) when right.IsNumeric => left,
        ({ IsTimestamp: true }, ArrowTypeId.Date32) => left,
        // the finer unit, and a zone if either has one
        ({ IsTimestamp: true }, ArrowTypeId.Timestamp) =>
            OutputType.TimestampOf(left.Unit > right.Unit ? left.Unit : right.Unit, left.Zone ?? right.Zone),
        _ => null,
    };

    /// <summary>The narrower of two integers gives way; a float wins; UInt64 beside a sign becomes a decimal.</summary>
    private static OutputType Numeric(OutputType left, OutputType right) => (left, right) switch
    {
        _ when left.Equals(right) => left,
        ({ Kind: ArrowTypeId.Double }, _) or (_, { Kind: ArrowTypeId.Double }) => OutputType.Float,
        ({ IsFloat: true }, { IsDecimal: true }) or ({ IsDecimal: true }, { IsFloat: true }) => OutputType.Float,
        ({ IsFloat: true }, _) or (_, { IsFloat: true }) => OutputType.Float32,
        ({ IsDecimal: true }, _) or (_, { IsDecimal: true }) => Wider(AsDecimal(left), AsDecimal(right)),
        ({ IsUnsignedInteger: true }, { IsUnsignedInteger: true }) => left.Kind > right.Kind ? left : right,
        ({ Kind: ArrowTypeId.UInt64 }, _) or (_, { Kind: ArrowTypeId.UInt64 }) => s_anyInteger,
        _ => OutputType.Plain.First(type => type.IsSignedInteger && type.Most >= Int128.Max(left.Most, right.Most)),
    };

    /// <summary>The decimal that holds all values of a number that is no float.</summary>
    public static OutputType AsDecimal(OutputType number) => number.IsDecimal ? number : OutputType.DecimalOf(DigitsOf(number), 0);

    private static OutputType Wider(OutputType left, OutputType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int whole = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale);
        return OutputType.DecimalOf(Math.Min(DecimalArithmetic.MaxPrecision, whole + scale), scale);
    }
}
