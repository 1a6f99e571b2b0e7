using System.Text.Json;
using System.Text.Json.Serialization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a downsampled table is: what it is made of, where its windows lie, and what its columns hold. Stored as JSON.</summary>
internal sealed record TableDefinition
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The source; null when it is not recorded.</summary>
    public SourceDefinition? Source { get; init; }

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

    /// <summary>The tags of the source over which it aggregates; a record of an earlier version names none.</summary>
    public IReadOnlyList<string> Aggregated { get; init; } = [];

    /// <summary>The conditions on the rows, as text; empty for all rows.</summary>
    public string Filter { get; init; } = "";

    /// <summary>What each field holds, by its name.</summary>
    public IReadOnlyDictionary<string, FieldDefinition> Fields { get; init; } = new Dictionary<string, FieldDefinition>();

    /// <summary>What a job makes of its target.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="tags">The tags of that.</param>
    /// <param name="columns">The columns of its query.</param>
    /// <param name="points">The columns of its points.</param>
    public static TableDefinition Of(
        DownsampleJob job, SourceDefinition source, IEnumerable<string> tags, IEnumerable<DownsampleColumn> columns, PointSchema points)
    {
        DownsampleColumn[] results = [.. columns.Where(column => column.IsResult)];
        string[] kept = [.. results.Where(column => column.Role == ColumnRole.Tag).Select(column => column.Name)];
        return new TableDefinition
        {
            Source = source,
            Every = job.Aggregation.Every.ToString(),
            TimeZone = job.Grid.TimeZone,
            Origin = job.Aggregation.Origin,
            Stamp = job.Stamp,
            Tags = kept,
            Aggregated = [.. tags.Except(kept, StringComparer.Ordinal)],
            Filter = string.Join(" and ", job.Aggregation.Filters.Select(filter => filter.ToString())),
            Fields = results.Where(column => column.Function is not null).ToDictionary(
                column => column.Name,
                column => new FieldDefinition(column.Function!.Name, column.Source!.Name, TypeOf(points, column.Name)),
                StringComparer.Ordinal),
        };
    }

    private static PointType? TypeOf(PointSchema points, string name)
        => points.IndexOf(name) is var ordinal && ordinal >= 0 ? points.Columns[ordinal].Type : null;

    /// <summary>The definition as text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads a definition; null when the text is none.</summary>
    public static TableDefinition? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<TableDefinition>(json, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same table with the fields and tags that a job of the same kind adds to it.</summary>
    public TableDefinition With(TableDefinition added)
    {
        Dictionary<string, FieldDefinition> fields = new(added.Fields, StringComparer.Ordinal);
        foreach ((string name, FieldDefinition field) in Fields)
        {
            fields[name] = field;
        }

        return this with
        {
            Source = Source ?? added.Source,
            Fields = fields,
            Tags = [.. Tags.Union(added.Tags, StringComparer.Ordinal)],
            Aggregated = [.. Aggregated.Union(added.Aggregated, StringComparer.Ordinal)],
        };
    }

    /// <summary>The windows; null when this version does not know the interval or the zone.</summary>
    [JsonIgnore]
    public WindowGrid? Grid
    {
        get
        {
            try
            {
                return InfluxDuration.TryParse(Every, out InfluxDuration every) ? new WindowGrid(every, TimeZone, Origin) : null;
            }
            catch (InfluxException)
            {
                return null;
            }
        }
    }
}
