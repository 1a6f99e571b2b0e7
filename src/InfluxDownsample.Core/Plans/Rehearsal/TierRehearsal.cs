using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Plans.Rehearsal;

/// <summary>
/// Finds out what the tables of a plan will hold before any of them is there, by what a job itself goes by, and so what of a tier would be refused later.
/// </summary>
internal static class TierRehearsal
{
    /// <summary>Stands for the fields that nobody has named.</summary>
    private const string AnyField = "{field}";

    // In this time every zone has changed its clocks.
    private const long Compared = 400 * InfluxDuration.NanosecondsPerDay;

    /// <summary>A raw measurement of which nothing is known but what the jobs above it name.</summary>
    /// <param name="jobs">The jobs that are made of it, directly or not.</param>
    public static RehearsedTable RawOf(IReadOnlyList<DownsampleJob> jobs)
    {
        DownsampleJob first = jobs[0];
        IEnumerable<NamePattern> patterns = (first.Aggregation.Fields ?? []).Concat((first.Aggregation.Aggregates ?? []).Select(rule => rule.Fields));
        HashSet<string> fields = [.. patterns.Select(ExampleOf).Where(name => name.Length > 0), AnyField];
        HashSet<string> tags = [.. jobs.SelectMany(job => (job.Aggregation.Tags ?? []).Concat(job.Aggregation.Filters.Select(filter => filter.Column)))];
        return new RehearsedTable(
            new InfluxMeasurement
            {
                Name = first.Source.Measurement,
                Database = first.Source.Database,
                Tags = [.. tags.Where(tag => !fields.Contains(tag)).Order(StringComparer.Ordinal)],
                Fields = [.. fields.Order(StringComparer.Ordinal).Select(field => new InfluxField(field, PointType.Float))],
            },
            Definition: null,
            Warnings: []);
    }

    /// <summary>The target of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">What it reads.</param>
    /// <exception cref="Errors.InfluxException">The job would be refused.</exception>
    public static RehearsedTable Run(DownsampleJob job, RehearsedTable source)
    {
        var queries = new ChunkQueries(job, source.Columns, source.Definition, exactPercentiles: true);
        var shape = new PointShape(queries.Columns, job.FieldTypes, job.Aggregation.MinimumSamples, exactPercentiles: true);
        string[] warnings = [.. TierCheck.Check(job, queries.Columns, source.Definition)];
        TierCheck.CheckAlignment(job, source.Definition, job.Grid.Floor(job.Range.Now - Compared), job.Grid.Floor(job.Range.Now));
        var from = new SourceDefinition(null, job.Source.Client.Settings.Uri.Authority, job.Source.Database, job.Source.Measurement);
        return TableOf(job, shape.Schema, TableDefinition.Of(job, from, source.Columns.Tags, queries.Columns, shape.Schema), warnings);
    }

    /// <summary>The target of a job, after all that a server can be asked about it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="createsDatabase">Whether the target's database is created before the job, unless it is there.</param>
    /// <param name="observer">Hears what is worth knowing.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="Errors.InfluxException">The job would be refused.</exception>
    public static async Task<RehearsedTable> RunAsync(
        DownsampleJob job, bool createsDatabase, IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(job, observer, cancellationToken).ConfigureAwait(false);
        ServerIdentity server = await job.Target.Client.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        if (preparation.NoDatabase is { } missing && !createsDatabase
            && server.Edition is InfluxEdition.CloudServerless or InfluxEdition.CloudDedicated or InfluxEdition.Clustered)
        {
            // Elsewhere the first write creates it.
            throw missing;
        }

        return TableOf(job, preparation.Shape.Schema, preparation.Definition, []);
    }

    private static RehearsedTable TableOf(DownsampleJob job, PointSchema points, TableDefinition definition, IReadOnlyList<string> warnings)
    {
        var table = new InfluxMeasurement
        {
            Name = job.Target.Measurement,
            Database = job.Target.Database,
            Tags = [.. points.Columns.Where(column => column.Role == ColumnRole.Tag).Select(column => column.Name)],
            Fields = [.. points.Columns.Where(column => column.Role == ColumnRole.Field).Select(column => new InfluxField(column.Name, column.Type))],
        };
        return new RehearsedTable(table, definition, warnings);
    }

    // A name that the pattern picks, as near to what is meant as can be told.
    private static string ExampleOf(NamePattern pattern)
    {
        string name = string.Concat(pattern.Text.Where(character => character is not ('*' or '?' or '[' or ']')));
        return pattern.IsExact ? pattern.Text : pattern.Matches(name) ? name : "";
    }
}
