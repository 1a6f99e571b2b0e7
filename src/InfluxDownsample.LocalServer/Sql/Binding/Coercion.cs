namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Which type two operands meet in, by DataFusion's rules.</summary>
internal static class Coercion
{
    /// <summary>In which numbers of different signs meet: 64 bits hold neither both.</summary>
    private static readonly OutputType s_anyInteger = OutputType.DecimalOf(20, 0);

    private static readonly OutputKind[] s_widening =
    [
        OutputKind.Int8, OutputKind.UInt8, OutputKind.Int16, OutputKind.UInt16, OutputKind.Int32, OutputKind.UInt32, OutputKind.Integer,
    ];

    /// <summary>The type of arithmetic, or null when there is none.</summary>
    public static OutputType? ForArithmetic(OutputType left, OutputType right)
    {
        if (left.Kind == OutputKind.Null || right.Kind == OutputKind.Null)
        {
            OutputType other = left.Kind == OutputKind.Null ? right : left;
            return other.IsNumeric || other.Kind == OutputKind.Null ? other : null;
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
        left.Equals(right) || right.Kind == OutputKind.Null ? left
        : left.Kind == OutputKind.Null ? right
        : left.IsNumeric && right.IsNumeric ? Numeric(left, right) : CommonOther(left, right) ?? CommonOther(right, left);

    /// <summary>How many digits a decimal needs for all values of an integer type.</summary>
    public static int DigitsOf(OutputType integer) => integer.Kind switch
    {
        OutputKind.Int8 or OutputKind.UInt8 => 3,
        OutputKind.Int16 or OutputKind.UInt16 => 5,
        OutputKind.Int32 or OutputKind.UInt32 => 10,
        _ => 20,
    };

    private static OutputType? CommonOther(OutputType left, OutputType right)
    {
        if (left.IsString)
        {
            return right.Kind switch
            {
                OutputKind.String => left,
                OutputKind.LargeString or OutputKind.StringView => right,
                OutputKind.Timestamp or OutputKind.Date or OutputKind.Time => right,
                OutputKind.Boolean or OutputKind.Decimal => left,
                _ when right.IsNumeric => left,
                _ => null,
            };
        }

        if (left.IsTimestamp)
        {
            return right.Kind switch
            {
                OutputKind.Date => left,
                // the finer unit, and a zone if either has one
                OutputKind.Timestamp => OutputType.TimestampOf(left.Unit > right.Unit ? left.Unit : right.Unit, left.Zone ?? right.Zone),
                _ => null,
            };
        }

        return null;
    }

    /// <summary>The narrower of two integers gives way; a float wins; UInt64 beside a sign becomes a decimal.</summary>
    private static OutputType Numeric(OutputType left, OutputType right)
    {
        if (left.Equals(right))
        {
            return left;
        }

        if (left.IsFloat || right.IsFloat)
        {
            return left.Kind == OutputKind.Float || right.Kind == OutputKind.Float || left.IsDecimal || right.IsDecimal ? OutputType.Float : OutputType.Float32;
        }

        if (left.IsDecimal || right.IsDecimal)
        {
            return Wider(AsDecimal(left), AsDecimal(right));
        }

        if (left.IsUnsignedInteger && right.IsUnsignedInteger)
        {
            return left.Kind > right.Kind ? left : right;
        }

        if (left.Kind == OutputKind.Unsigned || right.Kind == OutputKind.Unsigned)
        {
            return s_anyInteger;
        }

        int rank = Math.Max(Array.IndexOf(s_widening, left.Kind), Array.IndexOf(s_widening, right.Kind));
        return s_widening[rank] switch
        {
            OutputKind.Int8 => OutputType.Int8,
            OutputKind.UInt8 or OutputKind.Int16 => OutputType.Int16,
            OutputKind.UInt16 or OutputKind.Int32 => OutputType.Int32,
            _ => OutputType.Integer,
        };
    }

    /// <summary>The decimal that holds all values of a number that is no float.</summary>
    public static OutputType AsDecimal(OutputType number) => number.IsDecimal ? number : OutputType.DecimalOf(DigitsOf(number), 0);

    private static OutputType Wider(OutputType left, OutputType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        int whole = Math.Max(left.Precision - left.Scale, right.Precision - right.Scale);
        return OutputType.DecimalOf(Math.Min(DecimalArithmetic.MaxPrecision, whole + scale), scale);
    }
}
