namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Writes expressions back as InfluxQL: for messages, and as the key by which equal calls are computed once.</summary>
internal static class ExpressionText
{
    public static string Of(Expression expression) => expression switch
    {
        // a sign before a name makes an operation of its own: without the parentheses it would be another
        BinaryExpression { Right: BinaryExpression right } binary => $"{Of(binary.Left)} {binary.Operator} ({Of(right)})",
        BinaryExpression binary => $"{Of(binary.Left)} {binary.Operator} {Of(binary.Right)}",
        NestedExpression nested => $"({Of(nested.Inner)})",
        Call call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Of))})",
        Reference reference => Identifier(reference.Name) + (reference.Type is { } type ? "::" + type.Name() : ""),
        Wildcard { Type: { } type } => "*::" + type.Name(),
        Wildcard => "*",
        BindParameter parameter => "$" + parameter.Name,
        IntegerLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        UnsignedLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        FloatLiteral literal => literal.Value.ToString("R", CultureInfo.InvariantCulture),
        StringLiteral literal => "'" + literal.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "'",
        BooleanLiteral literal => literal.Value ? "true" : "false",
        DurationLiteral literal => Duration(literal.Nanoseconds),
        RegexLiteral literal => "/" + literal.Pattern.Replace("/", "\\/", StringComparison.Ordinal) + "/",
        _ => "null",
    };

    /// <summary>In units that are each smaller than the whole: a second is <c>1000ms</c>.</summary>
    private static string Duration(long nanoseconds)
    {
        ulong whole = (ulong)Int128.Abs(nanoseconds);
        ulong rest = whole;
        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        foreach ((string unit, ulong size) in DurationUnits.Descending.Where(unit => whole > unit.Nanoseconds))
        {
            text.Append(rest >= size ? $"{rest / size}{unit}" : "");
            rest %= size;
        }

        return nanoseconds == 0 ? "0s" : text.ToString();
    }

    private static string Identifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Keywords.IsReserved(name)
            ? name
            : "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
