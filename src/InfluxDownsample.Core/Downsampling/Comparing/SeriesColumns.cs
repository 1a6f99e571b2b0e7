using System.Text;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Where the tags and fields of a job's points stand in the batches of one query. Looked up once per schema.</summary>
internal sealed class SeriesColumns
{
    private readonly (string Name, int Ordinal)[] _tags;

    /// <param name="schema">The schema of the batches.</param>
    /// <param name="points">The schema of the job's points.</param>
    public SeriesColumns(PointSchema schema, PointSchema points)
    {
        Schema = schema;
        _tags = [.. points.Columns.Where(column => column.Role == ColumnRole.Tag).Select(column => (column.Name, schema.IndexOf(column.Name)))];
        Fields = [.. points.Columns.Where(column => column.Role == ColumnRole.Field).Select(column => schema.IndexOf(column.Name))];
    }

    public PointSchema Schema { get; }

    /// <summary>The ordinal of each field, in the order of the job's points; -1 where the schema lacks it.</summary>
    public int[] Fields { get; }

    /// <summary>A text that only rows with the same tags have. An empty tag is none.</summary>
    public string KeyOf(PointRow row)
    {
        if (_tags.Length == 1)
        {
            return TagOf(row, _tags[0].Ordinal) ?? "";
        }

        var key = new StringBuilder();
        foreach ((_, int ordinal) in _tags)
        {
            string tag = TagOf(row, ordinal) ?? "";
            key.Append(tag.Length).Append(':').Append(tag);
        }

        return key.ToString();
    }

    /// <summary>The tags for people.</summary>
    public string Describe(PointRow row)
        => string.Join(",", _tags
            .Select(tag => (tag.Name, Value: TagOf(row, tag.Ordinal)))
            .Where(tag => tag.Value is not null)
            .Select(tag => $"{tag.Name}={tag.Value}"));

    /// <summary>The tags of a row by name; null where it has none.</summary>
    public IEnumerable<(string Name, string? Value)> TagsOf(PointRow row) => _tags.Select(tag => (tag.Name, TagOf(row, tag.Ordinal)));

    private static string? TagOf(PointRow row, int ordinal)
        => ordinal < 0 || row.Batch.GetValue(row.Row, ordinal) is not string { Length: > 0 } tag ? null : tag;
}
