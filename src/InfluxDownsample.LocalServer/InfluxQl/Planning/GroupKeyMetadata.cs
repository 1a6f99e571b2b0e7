using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Which columns of an InfluxQL result are its measurement and its group tags, as JSON in the schema's metadata.
/// Fields with their default value are left out. // wire reference 2.2
/// </summary>
internal sealed record GroupKeyMetadata(int MeasurementColumnIndex = 0, IReadOnlyList<TagKeyColumn>? TagKeyColumns = null)
{
    private static readonly Dictionary<string, string> s_none = [];

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>The metadata of a result, beside what the schema says of its table.</summary>
    public static Dictionary<string, string> Beside(IReadOnlyDictionary<string, string>? ofTable, params IReadOnlyList<TagKeyColumn> tags) =>
        new(ofTable ?? s_none) { [ColumnMetadata.GroupKeyKey] = JsonSerializer.Serialize(new GroupKeyMetadata(0, tags.Count == 0 ? null : tags), s_json) };

    /// <summary>Reads the metadata of a plan; a plan without it has no group tags.</summary>
    public static GroupKeyMetadata Read(IReadOnlyDictionary<string, string> schemaMetadata) =>
        schemaMetadata.TryGetValue(ColumnMetadata.GroupKeyKey, out string? json)
            ? JsonSerializer.Deserialize<GroupKeyMetadata>(json, s_json)!
            : new GroupKeyMetadata();
}

/// <summary>A group tag of a result.</summary>
/// <param name="TagKey">The tag.</param>
/// <param name="ColumnIndex">Where its column is.</param>
/// <param name="IsProjected">Whether the select list named it too.</param>
internal sealed record TagKeyColumn(string TagKey, int ColumnIndex, bool IsProjected);
