using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// The statements of a run. All windows of a chunk have one length, so the server bins them from the chunk's start and needs to know nothing of
/// zones and months. Rows come ordered by time: what is written before a run is cut off is whole windows, and the last one at most in part.
/// </summary>
internal sealed class ChunkQueries
{
    private readonly DownsampleQueryOptions _options;
    private readonly MeasurementLocation _target;
    private readonly WindowStamp _stamp;

    /// <param name="job">The job.</param>
    /// <param name="source">The columns of the source.</param>
    /// <param name="record">What is known of a source that was downsampled itself; null when nothing is.</param>
    /// <param name="exactPercentiles">Whether the server's percentiles are exact.</param>
    /// <exception cref="Errors.InfluxException">An unknown field, tag or filter, a function that does not fit, or an impossible name.</exception>
    public ChunkQueries(DownsampleJob job, InfluxMeasurement source, TableDefinition? record, bool exactPercentiles)
    {
        _target = job.Target;
        _stamp = job.Stamp;
        SourceShift = record?.Stamp == WindowStamp.End ? 1 : 0;
        // A chunk's windows are of one length and begin where it does.
        _options = new DownsampleQueryOptions(job.Aggregation with { TimeZone = null, Origin = null }, source)
        {
            CountRows = true,
            Record = record,
            ExactPercentiles = exactPercentiles,
        };
        Columns = DownsampleQueryBuilder.Build(_options).Columns;
    }

    /// <summary>The columns of the rows that <see cref="Compute"/> gives.</summary>
    public IReadOnlyList<DownsampleColumn> Columns { get; }

    /// <summary>
    /// How far the time of a row of the source lies behind what it counts as: points that carry the end of their window belong to the one before.
    /// </summary>
    public long SourceShift { get; }

    /// <summary>How far the time of a point lies behind the start of its window.</summary>
    public long ShiftOf(DownsampleChunk chunk) => _stamp == WindowStamp.End ? chunk.WindowLength : 0;

    /// <summary>How far the time of a point lies behind the time of the row that <see cref="Compute"/> gives.</summary>
    public long ComputedShiftOf(DownsampleChunk chunk) => ShiftOf(chunk) - SourceShift;

    /// <summary>The column that says how many rows of the source a row of <see cref="Compute"/> or <see cref="Count"/> is made of.</summary>
    public string RowCount => Columns.First(column => column.IsRowCount).Name;

    /// <summary>Aggregates the raw rows of a chunk.</summary>
    public InfluxQuery Compute(DownsampleChunk chunk) => DownsampleQueryBuilder.Build(OptionsOf(chunk)).Query;

    /// <summary>Counts the raw rows of a chunk, window by window, and files.</summary>
    public InfluxQuery Count(DownsampleChunk chunk, FilesQuery? files) => DownsampleQueryBuilder.BuildCount(OptionsOf(chunk), RowCount, files);

    private DownsampleQueryOptions OptionsOf(DownsampleChunk chunk) => _options with
    {
        Every = InfluxDuration.FromNanoseconds(chunk.WindowLength),
        Origin = chunk.From + SourceShift,
        Start = chunk.QueryFrom + SourceShift,
        Stop = chunk.QueryTo + SourceShift,
        NewestFirst = chunk.IsDescending,
    };

    /// <summary>Reads what the target holds of a chunk: the job's columns, of the series that have no other tags.</summary>
    public InfluxQuery Stored(DownsampleChunk chunk, PointSchema points, InfluxMeasurement target)
        => Stored(chunk.From + ShiftOf(chunk), chunk.To + ShiftOf(chunk), points, target, chunk.IsDescending, series: null);

    /// <summary>Counts what <see cref="Stored(DownsampleChunk, PointSchema, InfluxMeasurement)"/> reads, and files.</summary>
    public InfluxQuery CountStored(DownsampleChunk chunk, PointSchema points, InfluxMeasurement target, FilesQuery? files)
    {
        long from = chunk.From + ShiftOf(chunk);
        string[] bounds = [$"time >= {SqlText.Time(from)}", $"time < {SqlText.Time(chunk.To + ShiftOf(chunk))}"];
        string conditions = string.Join(" AND ", bounds.Concat(OtherSeries(points, target)));
        string window = SqlWindow.Start(_options with { Every = InfluxDuration.FromNanoseconds(chunk.WindowLength), Origin = from });
        return new InfluxQuery
        {
            Text = $"SELECT {window} AS time, count(*) AS rows\nFROM {SqlText.Name(_target.Measurement)}\nWHERE {conditions}\nGROUP BY 1"
                + $"{files?.Union(count => $"{SqlText.Function(from)} AS time, -1 - ({count}) AS rows") ?? ""}"
                + $"\nORDER BY 1{(chunk.IsDescending ? " DESC" : "")}",
            Parameters = files?.With(null),
            Measurement = _target.Measurement,
        };
    }

    /// <summary>Finds rows that a chunk of the source is made of.</summary>
    public TimeRangeSearch SearchSource(DownsampleJob job, CancellationToken cancellationToken)
    {
        FilterConditions filters = new(_options.Source, _options.Filters, QueryLanguage.Sql);
        return new TimeRangeSearch(job.Source.Client.Query, job.Source.Database, job.Source.Measurement, job.Timeout, cancellationToken)
        {
            Conditions = filters.Conditions,
            Parameters = filters.Parameters,
        };
    }

    /// <summary>Finds points of the target that <see cref="Stored(DownsampleChunk, PointSchema, InfluxMeasurement)"/> reads.</summary>
    public TimeRangeSearch SearchTarget(DownsampleJob job, PointSchema points, InfluxMeasurement? target, CancellationToken cancellationToken)
        => new(job.Target.Client.Query, job.Target.Database, _target.Measurement, job.Timeout, cancellationToken)
        {
            Conditions = target is null ? [] : [.. OtherSeries(points, target)],
        };

    /// <summary>Reads what the target holds of one series.</summary>
    /// <param name="from">The first time of a point.</param>
    /// <param name="to">The first time that no longer counts.</param>
    /// <param name="points">The columns of the job's points.</param>
    /// <param name="target">The columns that the target has.</param>
    /// <param name="descending">Whether the newest rows come first.</param>
    /// <param name="series">The values of the series' tags, null for none; null reads all series.</param>
    public InfluxQuery Stored(
        long from, long to, PointSchema points, InfluxMeasurement target, bool descending, IEnumerable<(string Name, string? Value)>? series)
    {
        string[] tags = [.. points.Columns.Where(column => column.Role == ColumnRole.Tag && target.HasTag(column.Name)).Select(column => column.Name)];
        IEnumerable<string> fields = points.Columns
            .Where(column => column.Role == ColumnRole.Field && target.FindField(column.Name) is not null)
            .Select(column => column.Name);
        List<string> conditions = [$"time >= {SqlText.Time(from)}", $"time < {SqlText.Time(to)}", .. OtherSeries(points, target)];
        Dictionary<string, object?> parameters = [];
        foreach ((string name, string? value) in series ?? [])
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"p{parameters.Count + 1}");
            if (value is not null)
            {
                parameters.Add(key, value);
            }

            if (target.HasTag(name))
            {
                conditions.Add(value is null ? $"{SqlText.Name(name)} IS NULL" : $"{SqlText.Name(name)} = ${key}");
            }
        }

        return new InfluxQuery
        {
            Text = $"SELECT {string.Join(", ", tags.Concat(fields).Select(SqlText.Name).Prepend("time"))}\nFROM {SqlText.Name(_target.Measurement)}\n"
                + $"WHERE {string.Join(" AND ", conditions)}\nORDER BY time{(descending ? " DESC" : "")}",
            Parameters = parameters.Count > 0 ? parameters : null,
            Tags = tags,
            Measurement = _target.Measurement,
        };
    }

    // Series that have tags which the job's have not are others.
    private static IEnumerable<string> OtherSeries(PointSchema points, InfluxMeasurement target)
        => target.Tags
            .Except(points.Columns.Where(column => column.Role == ColumnRole.Tag).Select(column => column.Name), StringComparer.Ordinal)
            .Select(tag => $"{SqlText.Name(tag)} IS NULL");
}
