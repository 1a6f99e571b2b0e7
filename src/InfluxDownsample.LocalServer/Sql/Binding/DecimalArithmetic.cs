namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Sums, products and quotients of decimals with Arrow's rules of precision and scale.</summary>
internal static class DecimalArithmetic
{
    public const int MaxPrecision = 38;

    /// <summary>A quotient has so many digits more behind the point than its dividend.</summary>
    private const int DivisionScale = 4;

    /// <summary>The result's type, and DuckDB's text for it; the operands are numbers and not floats.</summary>
    public static (string Sql, OutputType Type) Of(BoundExpression left, string sign, BoundExpression right)
    {
        (OutputType a, OutputType b) = (Coercion.AsDecimal(left.Type), Coercion.AsDecimal(right.Type));
        (string x, string y) = (Casts.To(left, a).Sql, Casts.To(right, b).Sql);
        OutputType type = TypeOf(a, sign, b);
        return (sign is "/" or "%" ? Divided(x, a, sign, y, b, type) : $"CAST(({x} {sign} {y}) AS {type.Physical})", type);
    }

    /// <summary>Half of a decimal, cut.</summary>
    public static string Halved(string value, OutputType type) => Rescaled($"({Whole(value, type)} // 2)", type);

    /// <summary>The average of <paramref name="count"/> decimals: four digits more, cut.</summary>
    public static (string Sql, OutputType Type) Average(string sum, OutputType type, string count)
    {
        OutputType average = OutputType.DecimalOf(Math.Min(type.Precision + DivisionScale, MaxPrecision), Math.Min(type.Scale + DivisionScale, MaxPrecision));
        return (Rescaled($"({Times(Whole(sum, type), average.Scale - type.Scale)} // {count})", average), average);
    }

    private static OutputType TypeOf(OutputType a, string sign, OutputType b)
    {
        int scale = Math.Max(a.Scale, b.Scale);
        (int precision, int digits) = sign switch
        {
            "*" => (a.Precision + b.Precision + 1, a.Scale + b.Scale),
            "/" => (a.Precision + b.Scale + DivisionScale, Math.Min(a.Scale + DivisionScale, MaxPrecision)),
            "%" => (scale + Math.Min(a.Precision - a.Scale, b.Precision - b.Scale), scale),
            _ => (scale + Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + 1, scale),
        };
        return OutputType.DecimalOf(Math.Min(precision, MaxPrecision), digits);
    }

    /// <summary>DuckDB divides decimals as floats, so whole numbers of the last digit are divided here; the rest is cut.</summary>
    private static string Divided(string x, OutputType a, string sign, string y, OutputType b, OutputType type)
    {
        (int up, int upRight) = sign == "/" ? (type.Scale - a.Scale + b.Scale, 0) : (type.Scale - a.Scale, type.Scale - b.Scale);
        string dividend = Times(Whole(x, a), up);
        string divisor = Times(Whole(y, b), upRight);
        string quotient = $"({dividend} {(sign == "/" ? "//" : "%")} {divisor})";
        string fault = ExecutionErrors.Raise("Arrow error: Divide by zero error");
        return $"(CASE WHEN {y} = 0 AND {x} IS NOT NULL THEN {fault} ELSE {Rescaled(quotient, type)} END)";
    }

    /// <summary>A whole number of the last digit as a decimal.</summary>
    private static string Rescaled(string whole, OutputType type)
    {
        string unit = type.Scale == 0 ? "1" : $"0.{new string('0', type.Scale - 1)}1";
        return $"CAST(CAST({whole} AS DECIMAL(38, 0)) * CAST('{unit}' AS DECIMAL({type.Scale + 1}, {type.Scale})) AS {type.Physical})";
    }

    private static string Whole(string value, OutputType type) =>
        type.Scale == 0 ? $"CAST({value} AS HUGEINT)" : $"CAST({value} * CAST('1{new string('0', type.Scale)}' AS DECIMAL({type.Scale + 1}, 0)) AS HUGEINT)";

    private static string Times(string huge, int digits) =>
        digits == 0 ? huge : $"({huge} * 1{new string('0', digits)}::HUGEINT)";
}
