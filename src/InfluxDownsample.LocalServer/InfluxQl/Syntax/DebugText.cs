namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Expressions as InfluxDB's debug print shows them in some messages: <c>Literal(Integer(5))</c>.</summary>
internal static class DebugText
{
    private static readonly Dictionary<string, string> s_operators = new()
    {
        ["+"] = "Add", ["-"] = "Sub", ["*"] = "Mul", ["/"] = "Div", ["%"] = "Mod", ["&"] = "BitwiseAnd", ["|"] = "BitwiseOr", ["^"] = "BitwiseXor",
    };

    public static string Of(Expression expression) => expression switch
    {
        Reference reference =>
            $"VarRef(VarRef {{ name: Identifier({RustText.Quoted(reference.Name)}), data_type: {TypeOf(reference.Type)} }})",
        Call call => $"Call(Call {{ name: {RustText.Quoted(call.Function)}, args: [{string.Join(", ", call.Arguments.Select(Of))}] }})",
        BinaryExpression binary => $"Binary(Binary {{ lhs: {Of(binary.Left)}, op: {s_operators[binary.Operator]}, rhs: {Of(binary.Right)} }})",
        NestedExpression nested => $"Nested({Of(nested.Inner)})",
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
}
