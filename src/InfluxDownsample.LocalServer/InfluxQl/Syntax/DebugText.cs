namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Expressions as InfluxDB's debug print shows them in some messages: <c>Literal(Integer(5))</c>.</summary>
internal static class DebugText
{
    public static string Of(Expression expression) => expression switch
    {
        Reference reference =>
            $"VarRef(VarRef {{ name: Identifier({RustText.Quoted(reference.Name)}), data_type: {TypeOf(reference.Type)} }})",
        Call call => $"Call(Call {{ name: {RustText.Quoted(call.Function)}, args: [{string.Join(", ", call.Arguments.Select(Of))}] }})",
        BinaryExpression binary => $"Binary(Binary {{ lhs: {Of(binary.Left)}, op: {OfOperator(binary.Operator)}, rhs: {Of(binary.Right)} }})",
        NestedExpression nested => $"Nested({Of(nested.Inner)})",
        BindParameter parameter => $"BindParameter(BindParameter({RustText.Quoted(parameter.Name)}))",
        Wildcard wildcard => $"Wildcard({TypeOf(wildcard.Type)})",
        Literal literal => $"Literal({Of(literal)})",
        _ => "",
    };

    private static string TypeOf(ColumnKind? type) => type is null ? "None" : type == ColumnKind.Time ? "Some(Timestamp)" : $"Some({type})";

    private static string OfOperator(string op) => op switch
    {
        "+" => "Add",
        "-" => "Sub",
        "*" => "Mul",
        "/" => "Div",
        "%" => "Mod",
        "&" => "BitwiseAnd",
        "|" => "BitwiseOr",
        _ => "BitwiseXor",
    };

    private static string Of(Literal literal) => literal switch
    {
        IntegerLiteral integer => $"Integer({integer.Value})",
        UnsignedLiteral unsigned => $"Unsigned({unsigned.Value})",
        FloatLiteral number => $"Float({FloatText(number.Value)})",
        StringLiteral text => $"String({RustText.Quoted(text.Value)})",
        BooleanLiteral boolean => $"Boolean({(boolean.Value ? "true" : "false")})",
        DurationLiteral duration => $"Duration(Duration({duration.Nanoseconds}))",
        RegexLiteral regex => $"Regex(Regex({RustText.Quoted(regex.Pattern)}))",
        _ => "",
    };

    private static string FloatText(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }
}
