using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Reads which columns of an InfluxQL answer are tags from the schema metadata
/// <c>{"measurementColumnIndex":0,"tagKeyColumns":[{"tagKey":"room","columnIndex":2,"isProjected":true}]}</c>.
/// The casing on the wire is not certain, so both are read; members holding their default are left out (wire reference 2.2).
/// </summary>
internal static class InfluxQlGroupKey
{
    private const string Key = "iox::influxql::group_key::metadata";

    public static HashSet<string> ReadTags(IReadOnlyDictionary<string, string>? metadata, Schema schema)
    {
        var tags = new HashSet<string>(StringComparer.Ordinal);
        if (metadata is null || !metadata.TryGetValue(Key, out string? text))
        {
            return tags;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (Member(json.RootElement, "tagKeyColumns", "tag_key_columns") is { ValueKind: JsonValueKind.Array } columns)
            {
                foreach (JsonElement column in columns.EnumerateArray())
                {
                    AddTag(column, schema, tags);
                }
            }
        }
        catch (JsonException)
        {
            // A hint that cannot be read is no hint; tags can still be named by the user.
        }

        return tags;
    }

    private static void AddTag(JsonElement column, Schema schema, HashSet<string> tags)
    {
        if (column.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        int index = Member(column, "columnIndex", "column_index") is { } value && value.TryGetInt32(out int number) ? number : 0;
        if (index >= 0 && index < schema.FieldsList.Count)
        {
            // By index, not by tagKey: the select list may have renamed it.
            tags.Add(schema.FieldsList[index].Name);
        }
    }

    private static JsonElement? Member(JsonElement element, string camel, string snake)
        => element.ValueKind == JsonValueKind.Object && (element.TryGetProperty(camel, out JsonElement value) || element.TryGetProperty(snake, out value))
            ? value : null;
}
