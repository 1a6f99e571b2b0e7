using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>The words for field types that users write and read.</summary>
public static class FieldTypeNames
{
    /// <summary>All words, in the order of the contract.</summary>
    public static IReadOnlyList<string> All { get; } = ["float", "integer", "unsigned", "string", "boolean"];

    /// <summary>Reads a word, without regard to case.</summary>
    public static bool TryParse(string text, out PointType type)
    {
        PointType? known = text.ToLowerInvariant() switch
        {
            "float" => PointType.Float,
            "integer" => PointType.Integer,
            "unsigned" => PointType.Unsigned,
            "string" => PointType.String,
            "boolean" => PointType.Boolean,
            _ => null,
        };
        type = known ?? PointType.Null;
        return known is not null;
    }

    /// <summary>The word for a type.</summary>
    public static string Of(PointType type) => type.ToString().ToLowerInvariant();
}
