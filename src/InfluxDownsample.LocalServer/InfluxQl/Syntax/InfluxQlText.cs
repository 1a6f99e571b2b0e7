using System.Globalization;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Writes expressions back as InfluxQL: for messages, and as the key by which equal calls are computed once.</summary>
internal static class InfluxQlText
{
    public static string Of(Expression expression) => expression switch
    {
        BinaryExpression binary => $"({Of(binary.Left)} {binary.Operator.Text()} {Of(binary.Right)})",
        Call call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Of))})",
        Reference reference => Identifier(reference.Name) + (reference.Type is { } type ? "::" + type.Name() : ""),
        Wildcard { Type: { } type } => "*::" + type.Name(),
        Wildcard => "*",
        BindParameter parameter => "$" + parameter.Name,
        IntegerLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        UnsignedLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        FloatLiteral literal => literal.Value.ToString("R", CultureInfo.InvariantCulture),
        StringLiteral literal => "'" + literal.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'",
        BooleanLiteral literal => literal.Value ? "true" : "false",
        DurationLiteral literal => literal.Nanoseconds.ToString(CultureInfo.InvariantCulture) + "ns",
        RegexLiteral literal => "/" + literal.Pattern.Replace("/", "\\/", StringComparison.Ordinal) + "/",
        _ => "null",
    };

    private static string Identifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Keywords.IsReserved(name)
            ? name
            : "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
