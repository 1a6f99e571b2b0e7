namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Writes expressions as InfluxQL, and as messages of InfluxDB and of its query engine show them.</summary>
internal static class ExpressionText
{
    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["+"] = "Add", ["-"] = "Sub", ["*"] = "Mul", ["/"] = "Div", ["%"] = "Mod", ["&"] = "BitwiseAnd", ["|"] = "BitwiseOr", ["^"] = "BitwiseXor",
    };

    /// <summary>As InfluxQL: for messages, and as the key by which equal calls are computed once.</summary>
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

    /// <summary>As InfluxDB's debug print: <c>Literal(Integer(5))</c>.</summary>
    public static string Debug(Expression expression) => expression switch
    {
        Reference reference =>
            $"VarRef(VarRef {{ name: Identifier({RustText.Quoted(reference.Name)}), data_type: {TypeOf(reference.Type)} }})",
        Call call => $"Call(Call {{ name: {RustText.Quoted(call.Function)}, args: [{string.Join(", ", call.Arguments.Select(Debug))}] }})",
        BinaryExpression binary => $"Binary(Binary {{ lhs: {Debug(binary.Left)}, op: {s_operators[binary.Operator]}, rhs: {Debug(binary.Right)} }})",
        NestedExpression nested => $"Nested({Debug(nested.Inner)})",
        BindParameter parameter => $"BindParameter(BindParameter({RustText.Quoted(parameter.Name)}))",
        Wildcard wildcard => $"Wildcard({TypeOf(wildcard.Type)})",
        FloatLiteral { Value: var number } => $"Literal(Float({number:R}{(double.IsInteger(number) && Math.Abs(number) < 1e15 ? ".0" : "")}))",
        StringLiteral text => $"Literal(String({RustText.Quoted(text.Value)}))",
        DurationLiteral duration => $"Literal(Duration(Duration({duration.Nanoseconds})))",
        RegexLiteral regex => $"Literal(Regex(Regex({RustText.Quoted(regex.Pattern)})))",
        // such as Literal(Integer(5))
        _ => $"Literal({expression.GetType().Name.Replace("Literal", "", StringComparison.Ordinal)}({expression}))",
    };

    private static string TypeOf(ColumnKind? type) => type is null ? "None" : type == ColumnKind.Time ? "Some(Timestamp)" : $"Some({type})";

    /// <summary>How the query engine names an expression in its errors: <c>count(cpu.usage)</c>. Casts leave no trace.</summary>
    /// <remarks><paramref name="qualifier"/>: The table columns come from, or null for those of a subquery.</remarks>
    public static string Engine(Expression expression, string? qualifier) => expression switch
    {
        Reference reference => qualifier is null ? reference.Name : $"{qualifier}.{reference.Name}",
        Call { Function: "count", Arguments: [Call { Function: "distinct" } distinct] } => $"count(DISTINCT {Engine(distinct.Arguments[0], qualifier)})",
        Call { Function: "mean" } call => $"avg({Engine(call.Arguments[0], qualifier)})",
        Call call => $"{call.Function}({string.Join(",", call.Arguments.Select(argument => Engine(argument, qualifier)))})",
        _ => Of(expression),
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
