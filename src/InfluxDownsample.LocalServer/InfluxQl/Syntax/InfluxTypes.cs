namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Names and families of <see cref="InfluxType"/>.</summary>
internal static class InfluxTypes
{
    public static string Name(this InfluxType type) => type switch
    {
        InfluxType.Float => "float",
        InfluxType.Integer => "integer",
        InfluxType.Unsigned => "unsigned",
        InfluxType.String => "string",
        InfluxType.Boolean => "boolean",
        InfluxType.Tag => "tag",
        InfluxType.Field => "field",
        _ => "timestamp",
    };

    public static bool IsField(this InfluxType type) => type <= InfluxType.Boolean;

    public static bool IsNumeric(this InfluxType type) => type <= InfluxType.Unsigned;

    /// <summary>The type after <c>::</c>, or null when the word is none.</summary>
    public static InfluxType? Parse(string word) => word.ToLowerInvariant() switch
    {
        "float" => InfluxType.Float,
        "integer" => InfluxType.Integer,
        "unsigned" => InfluxType.Unsigned,
        "string" => InfluxType.String,
        "boolean" => InfluxType.Boolean,
        "tag" => InfluxType.Tag,
        "field" => InfluxType.Field,
        _ => null,
    };
}
