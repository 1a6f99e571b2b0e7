using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Ranges;

namespace InfluxDownsample.Core.Charts;

/// <summary>
/// Draws what a job has made of what: a few series before and after, over the newest windows of the run. Whatever a table's size, little is read.
/// </summary>
/// <param name="job">The job.</param>
/// <param name="report">What it came to.</param>
internal sealed class JobCharts(DownsampleJob job, DownsampleReport report)
{
    private const int MaxWindows = 500;
    private const int MaxSeries = 3;
    private const int MaxFields = 4;
    private const long MaxTargetRows = 5000;
    private const long MaxRawRows = 20_000;

    private readonly ChartOptions _options = new()
    {
        Title = $"{job.Source.Measurement} → {job.Target.Measurement}",
        TimeZone = job.Aggregation.TimeZone,
        MaxPoints = 5000,
    };

    /// <summary>Reads and draws.</summary>
    /// <exception cref="InfluxException">Source or target could not be read.</exception>
    /// <returns>The chart; none where there are no points.</returns>
    public async Task<IReadOnlyList<Chart>> DrawAsync(CancellationToken cancellationToken)
    {
        if ((report.To ?? report.Watermark) is not { } to)
        {
            return [];
        }

        InfluxMeasurement source = await FindAsync(job.Source, cancellationToken).ConfigureAwait(false);
        InfluxMeasurement target = await FindAsync(job.Target, cancellationToken).ConfigureAwait(false);
        string[] fields = [.. Numbers(source).Where(IsPicked).Where(field => Numbers(target).Any(column => IsMadeOf(column, field))).Take(MaxFields)];
        NamePattern[] columns = [.. Numbers(target).Where(column => Array.Exists(fields, field => IsMadeOf(column, field))).Select(NamePattern.Exactly)];
        if (columns.Length == 0)
        {
            return [];
        }

        // A point may be stamped with the end of its window.
        var newest = new PointRange
        {
            Measurement = target, Start = report.From, Stop = to + 1, Fields = columns, IsDescending = true, First = MaxTargetRows,
        };
        List<SeriesRows> after = await ReadAsync(job.Target, newest, MaxWindows * (Int128)Window, cancellationToken).ConfigureAwait(false);
        SeriesRows[] chosen = [.. after.OrderBy(static series => string.Join(',', series.Tags), StringComparer.Ordinal).Take(MaxSeries)];
        long[] times = [.. chosen.SelectMany(static series => series.Columns.Values).SelectMany(static points => points.Times)];
        var drawn = new SeriesCollector(_options);
        foreach (SeriesRows series in chosen)
        {
            var raw = new PointRange
            {
                Measurement = source,
                Start = Bounded(times.Min() - (Int128)Window),
                Stop = Bounded(times.Max() + (Int128)Window),
                IsDescending = true,
                Fields = [.. fields.Select(NamePattern.Exactly)],
                Filters = [.. job.Aggregation.Filters, .. FiltersOf(series, source, target)],
                First = MaxRawRows,
            };
            // A job that leaves out a tag makes one series of many.
            drawn.Series.AddRange((await ReadAsync(job.Source, raw, Int128.MaxValue, cancellationToken).ConfigureAwait(false)).Take(MaxSeries));
        }

        drawn.Series.AddRange(chosen);
        return drawn.Series.Exists(static series => series.Columns.Count > 0) ? [ChartBuilder.Build(drawn, _options)] : [];
    }

    private Task<InfluxMeasurement> FindAsync(MeasurementLocation place, CancellationToken cancellationToken)
        => place.Client.Measurements.GetAsync(place.Database, place.Measurement, job.Timeout, cancellationToken);

    private long Window => job.Aggregation.Every.ShortestNanoseconds;

    private static long Bounded(Int128 time) => (long)Int128.Clamp(time, long.MinValue, long.MaxValue);

    // The newest points come first; what is so much older than the newest one is left alone.
    private async Task<List<SeriesRows>> ReadAsync(MeasurementLocation place, PointRange range, Int128 length, CancellationToken cancellationToken)
    {
        var collector = new SeriesCollector(_options);
        long? newest = null;
        await foreach (PointBatch batch in new PointRangeReader(place.Client, job.Timeout).ReadAsync(range, cancellationToken).ConfigureAwait(false))
        {
            newest ??= batch.GetNanoseconds(0, 0);
            for (int row = 0; row < batch.RowCount; row++)
            {
                if (newest.Value - (Int128)batch.GetNanoseconds(row, 0) >= length)
                {
                    return collector.Series;
                }

                // All pieces are one answer.
                collector.Add(batch, row, collector);
            }
        }

        return collector.Series;
    }

    private bool IsPicked(string field) => job.Aggregation.Fields is null || job.Aggregation.Fields.Any(pattern => pattern.Matches(field));

    private static IEnumerable<string> Numbers(InfluxMeasurement measurement)
        => measurement.Fields.Where(static field => field.Type is PointType.Float or PointType.Integer or PointType.Unsigned)
            .Select(static field => field.Name);

    private static bool IsMadeOf(string column, string field)
        => column == field || column.StartsWith(field + "_", StringComparison.Ordinal) || column.EndsWith("_" + field, StringComparison.Ordinal);

    private static IEnumerable<ColumnFilter> FiltersOf(SeriesRows series, InfluxMeasurement source, InfluxMeasurement target)
        => target.Tags.Intersect(source.Tags, StringComparer.Ordinal)
            .Select(tag => new ColumnFilter(tag, [series.Tags.Where(pair => pair.Key == tag).Select(static pair => pair.Value).FirstOrDefault()]));
}
