using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Which columns of an InfluxQL result are its measurement and its group tags, as JSON in the schema's metadata.
/// Fields with their default value are left out. // wire reference 2.2
/// </summary>
internal sealed record GroupKeyMetadata
{
    // measurement and time come before the columns of the select list
    private const int ColumnsBefore = 2;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public int MeasurementColumnIndex { get; init; }

    public IReadOnlyList<TagKeyColumn>? TagKeyColumns { get; init; }

    /// <summary>The metadata of a result without group tags.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = NoTags(ReadOnlyDictionary<string, string>.Empty);

    public static IReadOnlyDictionary<string, string> NoTags(IReadOnlyDictionary<string, string> ofTable) => new GroupKeyMetadata().Beside(ofTable);

    /// <remarks><paramref name="ofTable"/>: what the schema says of the table.</remarks>
    public static IReadOnlyDictionary<string, string> Of(ResultColumns columns, IReadOnlyDictionary<string, string> ofTable) => new GroupKeyMetadata
    {
        TagKeyColumns = columns.GroupTags.Count == 0
            ? null
            : [.. columns.GroupTags.Select(tag => new TagKeyColumn(tag, columns.IndexOf(tag) + ColumnsBefore, columns.ListedTags.Contains(tag)))],
    }.Beside(ofTable);

    /// <summary>Reads the metadata of a plan; a plan without it has no group tags.</summary>
    public static GroupKeyMetadata Read(IReadOnlyDictionary<string, string> schemaMetadata) =>
        schemaMetadata.TryGetValue(ColumnMetadata.GroupKeyKey, out string? json)
            ? JsonSerializer.Deserialize<GroupKeyMetadata>(json, s_json) ?? new GroupKeyMetadata()
            : new GroupKeyMetadata();

    private Dictionary<string, string> Beside(IReadOnlyDictionary<string, string> ofTable) =>
        new(ofTable) { [ColumnMetadata.GroupKeyKey] = JsonSerializer.Serialize(this, s_json) };
}

/// <summary>A group tag of a result.</summary>
/// <param name="TagKey">The tag.</param>
/// <param name="ColumnIndex">Where its column is.</param>
/// <param name="IsProjected">Whether the select list named it too.</param>
internal sealed record TagKeyColumn(string TagKey, int ColumnIndex, bool IsProjected);
