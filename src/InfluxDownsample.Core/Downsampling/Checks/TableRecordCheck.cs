using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Finds out whether a job's points would stand among points of another kind: what a target is was recorded by the runs that wrote it.</summary>
internal static class TableRecordCheck
{
    // How far back grids are compared; in this time every zone has changed its clocks.
    private const long Compared = 400 * InfluxDuration.NanosecondsPerDay;

    /// <summary>Compares the job with what the runs before it recorded.</summary>
    /// <param name="job">The job.</param>
    /// <param name="own">What it makes of its target.</param>
    /// <param name="writers">What the runs that wrote the target said, the newest first.</param>
    /// <returns>What the user should know though it is no error, or was accepted with -Force.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>: the points can't stand in one table.</exception>
    public static IEnumerable<string> Check(DownsampleJob job, TableRecord own, IReadOnlyList<JobEvent> writers)
    {
        if (TableRecord.Merge(writers) is not { } record)
        {
            return [];
        }

        List<string> warnings = [];
        foreach (string conflict in Conflicts(job, own, record, writers[0]))
        {
            string message = $"'{job.Target.Measurement}' in database '{job.Target.Database}' is of another kind: {conflict}.";
            warnings.Add(job.Force ? message : throw new InfluxException(InfluxErrorId.SchemaConflict, message)
            {
                Target = job.Target.Measurement,
                Advice = "Choose another -TargetMeasurement, such as '{measurement}_{every}', or accept the mixture with -Force.",
            });
        }

        string[] left = [.. (TableRecord.Read(writers[0].Table) ?? record).Fields.Keys.Except(own.Fields.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (left.Length > 0)
        {
            warnings.Add($"The last run also wrote {Names(left)} to '{job.Target.Measurement}'; windows that this one writes are without. Several jobs need several targets: the last window in a target tells how far its one job has come.");
        }

        return warnings;
    }

    private static IEnumerable<string> Conflicts(DownsampleJob job, TableRecord own, TableRecord record, JobEvent last)
    {
        if (record.Every != own.Every)
        {
            yield return $"it holds windows of {record.Every}, and windows of {own.Every} among them cannot be told apart";
        }
        else if (record.Grid is { } grid && job.Grid.FindMisaligned(grid, job.Grid.Floor(job.Now - Compared), job.Grid.Floor(job.Now)) is not null)
        {
            yield return $"its windows of {record.Every} follow the clock of {record.TimeZone}{Origin(record)}, the job's that of {own.TimeZone}{Origin(own)}";
        }

        if (record.Stamp != own.Stamp)
        {
            yield return $"its points carry the {record.Stamp.ToString().ToLowerInvariant()} of their window, the job's the {own.Stamp.ToString().ToLowerInvariant()}";
        }

        foreach ((string name, FieldRecord field) in own.Fields)
        {
            if (record.Fields.TryGetValue(name, out FieldRecord? before) && before != field)
            {
                yield return $"'{name}' holds the {before.Function} of '{before.Field}', the job computes the {field.Function} of '{field.Field}'";
            }
        }

        if (record.Tags.Except(own.Tags, StringComparer.Ordinal).ToArray() is { Length: > 0 } dropped)
        {
            yield return $"its series are told apart by {Names(dropped)}, over which the job aggregates";
        }

        if (record.Filter != own.Filter)
        {
            yield return $"it was made of {Rows(record.Filter)}, the job's points are made of {Rows(own.Filter)}";
        }

        // A range that is named is compared series by series; without one, the other's last window would be taken for this job's.
        if (job.Start is null && (last.Measurement != job.Source.Measurement || last.SourceDatabase != job.Source.Database))
        {
            yield return $"it is written from '{last.Measurement}' in database '{last.SourceDatabase}', whose last window would be taken for this job's; a range named with -Start is compared series by series instead";
        }
    }

    private static string Origin(TableRecord record) => record.Origin is { } time ? $" from {TimeText.Format(time)}" : "";

    private static string Rows(string filter) => filter.Length == 0 ? "all rows" : "rows with " + filter;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
