using System.Text.Json;
using System.Text.Json.Serialization;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a run recorded of the table it writes: where its windows lie, which rows they are made of, and what the columns hold. Stored as JSON.</summary>
internal sealed record TableRecord
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The length of a window.</summary>
    public string Every { get; init; } = "";

    /// <summary>The zone whose wall clock windows follow.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>An instant at which a window begins; null for the usual ones.</summary>
    public long? Origin { get; init; }

    /// <summary>Which end of a window is the time of its point.</summary>
    public WindowStamp Stamp { get; init; }

    /// <summary>The tags that tell series apart.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The conditions on the rows, as text; empty for all rows.</summary>
    public string Filter { get; init; } = "";

    /// <summary>What each field holds, by its name.</summary>
    public IReadOnlyDictionary<string, FieldRecord> Fields { get; init; } = new Dictionary<string, FieldRecord>();

    /// <summary>What a job makes of its target.</summary>
    public static TableRecord Of(DownsampleJob job, IEnumerable<DownsampleColumn> columns)
    {
        DownsampleColumn[] results = [.. columns.Where(column => column is { Checks: null, IsRowCount: false })];
        return new TableRecord
        {
            Every = job.Every.ToString(),
            TimeZone = job.Grid.TimeZone,
            Origin = job.Origin,
            Stamp = job.Stamp,
            Tags = [.. results.Where(column => column.Role == ColumnRole.Tag).Select(column => column.Name)],
            Filter = string.Join(" and ", job.Filters.Select(filter => filter.ToString())),
            Fields = results.Where(column => column.Function is not null)
                .ToDictionary(column => column.Name, column => new FieldRecord(column.Function!.Name, column.Source!.Name), StringComparer.Ordinal),
        };
    }

    /// <summary>The record as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads a record; null when the text is none.</summary>
    public static TableRecord? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<TableRecord>(json, s_json);
        }
        catch (JsonException)
        {
            // Somebody else's row; then nothing is known.
            return null;
        }
    }

    /// <summary>What a table is, from what the runs that wrote to it recorded, the newest first; null when nothing is known. Of a field, the newest record counts.</summary>
    public static TableRecord? Merge(IEnumerable<JobEvent> writers)
    {
        TableRecord? newest = null;
        Dictionary<string, FieldRecord> fields = new(StringComparer.Ordinal);
        foreach (TableRecord record in writers.Select(row => Read(row.Table)).OfType<TableRecord>())
        {
            newest ??= record;
            foreach ((string name, FieldRecord field) in record.Fields)
            {
                fields.TryAdd(name, field);
            }
        }

        return newest is null ? null : newest with { Fields = fields };
    }

    /// <summary>The windows; null when the record cannot be read as any.</summary>
    [JsonIgnore]
    public WindowGrid? Grid
    {
        get
        {
            try
            {
                return InfluxDuration.TryParse(Every, out InfluxDuration every) ? new WindowGrid(every, TimeZone, Origin) : null;
            }
            catch (Errors.InfluxException)
            {
                // A zone that this version does not know.
                return null;
            }
        }
    }
}
