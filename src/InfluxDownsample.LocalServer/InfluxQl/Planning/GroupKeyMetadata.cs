using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Which columns of an InfluxQL result are its group tags, as JSON in the schema's metadata. Fields with their default value are left out, and so is the
/// index of the measurement: it is 0. // wire reference 2.2
/// </summary>
internal sealed record GroupKeyMetadata(IReadOnlyList<TagKeyColumn>? TagKeyColumns)
{
    private static readonly Dictionary<string, string> s_none = [];

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>The metadata of a result, beside what the schema says of its table.</summary>
    public static Dictionary<string, string> Beside(IReadOnlyDictionary<string, string>? ofTable, params IReadOnlyList<TagKeyColumn> tags) =>
        new(ofTable ?? s_none) { [ColumnMetadata.GroupKeyKey] = JsonSerializer.Serialize(new GroupKeyMetadata(tags.Count == 0 ? null : tags), s_json) };

    /// <summary>The group tags of a plan.</summary>
    public static IReadOnlyList<TagKeyColumn> Read(IReadOnlyDictionary<string, string> schemaMetadata) =>
        JsonSerializer.Deserialize<GroupKeyMetadata>(schemaMetadata.GetValueOrDefault(ColumnMetadata.GroupKeyKey, "{}"), s_json)?.TagKeyColumns ?? [];
}

/// <summary>A group tag of a result.</summary>
/// <param name="TagKey">The tag.</param>
/// <param name="ColumnIndex">Where its column is.</param>
/// <param name="IsProjected">Whether the select list named it too.</param>
internal sealed record TagKeyColumn(string TagKey, int ColumnIndex, bool IsProjected);
