using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Finds out whether a job's points would stand among points of another kind.</summary>
internal static class DefinitionCheck
{
    // How far back grids are compared; in this time every zone has changed its clocks.
    private const long Compared = 400 * InfluxDuration.NanosecondsPerDay;

    /// <summary>Compares the job with what its target is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="own">What it would make of its target.</param>
    /// <param name="known">What the target is.</param>
    /// <returns>What the user should know though it is no error, or was accepted with -Force.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>: the points can't stand in one table.</exception>
    public static IReadOnlyList<string> Check(DownsampleJob job, TableDefinition own, TableDefinition known)
    {
        List<string> warnings = [];
        foreach (string conflict in Conflicts(job, own, known))
        {
            string message = $"'{job.Target.Measurement}' in database '{job.Target.Database}' is of another kind: {conflict}.";
            warnings.Add(job.Force ? message : throw new InfluxException(InfluxErrorId.SchemaConflict, message)
            {
                Target = job.Target.Measurement,
                Advice = "Choose another -TargetMeasurement, such as '{measurement}_{every}', or accept the mixture with -Force.",
            });
        }

        string[] left = [.. known.Fields.Keys.Except(own.Fields.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (left.Length > 0)
        {
            warnings.Add($"The last run also wrote {Names(left)} to '{job.Target.Measurement}'; windows that this one writes are without. "
                + "Several jobs need several targets: which windows are done is recorded for all of a table.");
        }

        return warnings;
    }

    /// <summary>Whether the job reads another source than the table is made of: its windows are then compared, and never count as done.</summary>
    public static bool IsOtherSource(TableDefinition own, TableDefinition known) => known.Source is { } source && !source.IsSameAs(own.Source!);

    /// <summary>Refuses to write downsampled points among the rows that they are made of.</summary>
    /// <param name="job">The job; what it writes is no downsampled table.</param>
    /// <param name="made">What its source is.</param>
    /// <param name="source">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SourceEqualsTarget"/>.</exception>
    public static async Task RefuseCircleAsync(
        DownsampleJob job, TableDefinition made, SourceDefinition source, SourceDefinition target, CancellationToken cancellationToken)
    {
        // As far down as the records of this server tell.
        HashSet<SourceDefinition> seen = [source];
        while (made.Source is { } below && seen.Add(below))
        {
            if (below.IsSameAs(target))
            {
                throw new InfluxException(InfluxErrorId.SourceEqualsTarget,
                    $"{job.Source} is made of {job.Target}: its points would stand there among the rows that they come from, and take their place.")
                {
                    Target = job.Target.Measurement,
                    Advice = "Write to another database with -Target, or to another measurement with -TargetMeasurement '{measurement}_{every}'.",
                };
            }

            TableDefinition? next = below.IsOnServerOf(source) ? await FindAsync(job, below, cancellationToken).ConfigureAwait(false) : null;
            if (next is null)
            {
                return;
            }

            made = next;
        }
    }

    private static async Task<TableDefinition?> FindAsync(DownsampleJob job, SourceDefinition place, CancellationToken cancellationToken)
    {
        try
        {
            var ledger = new Ledger(job.Source.Client, place.Database, job.Timeout, job.Write);
            return (await ledger.ReadTableAsync(place.Measurement, cancellationToken).ConfigureAwait(false)).Definition;
        }
        catch (InfluxException unknown) when (unknown.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.DatabaseNotFound
            or InfluxErrorId.PermissionDenied)
        {
            return null;
        }
    }

    private static IEnumerable<string> Conflicts(DownsampleJob job, TableDefinition own, TableDefinition known)
    {
        if (known.Every != own.Every)
        {
            yield return $"it holds windows of {known.Every}, and windows of {own.Every} among them cannot be told apart";
        }
        else if (known.Grid is { } grid && job.Grid.FindMisaligned(grid, job.Grid.Floor(job.Range.Now - Compared), job.Grid.Floor(job.Range.Now)) is not null)
        {
            yield return $"its windows of {known.Every} follow the clock of {known.TimeZone}{Origin(known)}, the job's that of {own.TimeZone}{Origin(own)}";
        }

        if (known.Stamp != own.Stamp)
        {
            (string held, string computed) = (known.Stamp.ToString().ToLowerInvariant(), own.Stamp.ToString().ToLowerInvariant());
            yield return $"its points carry the {held} of their window, the job's the {computed}";
        }

        foreach ((string name, FieldDefinition field) in own.Fields)
        {
            if (known.Fields.TryGetValue(name, out FieldDefinition? before))
            {
                if (before.Function != field.Function || before.Field != field.Field)
                {
                    yield return $"'{name}' holds the {before.Function} of '{before.Field}', the job computes the {field.Function} of '{field.Field}'";
                }
            }
            else if (known.Fields.FirstOrDefault(pair => pair.Value.Field == field.Field) is { Key: { } other, Value: { } held })
            {
                yield return $"it keeps the {held.Function} of '{field.Field}' as '{other}', the job adds the {field.Function} as '{name}', "
                    + "which windows written before are without";
            }
        }

        if (known.Tags.Except(own.Tags, StringComparer.Ordinal).ToArray() is { Length: > 0 } dropped)
        {
            yield return $"its series are told apart by {Names(dropped)}, over which the job aggregates";
        }

        if (known.Aggregated.Intersect(own.Tags, StringComparer.Ordinal).ToArray() is { Length: > 0 } added)
        {
            yield return $"it aggregates over {Names(added)}, by which the job tells series apart";
        }

        if (known.Filter != own.Filter)
        {
            yield return $"it was made of {Rows(known.Filter)}, the job's points are made of {Rows(own.Filter)}";
        }

        if (known.Source is { } source && IsOtherSource(own, known))
        {
            if (!source.IsOnServerOf(own.Source!))
            {
                yield return $"it is written from {source}, the job reads {own.Source}";
            }
            else if (job.Range.Start is null)
            {
                // A range that is named is compared series by series; without one, the other's windows would be taken for this job's.
                yield return $"it is written from '{source.Measurement}' in database '{source.Database}', whose windows would be taken for this "
                    + "job's; a range named with -Start is compared series by series instead";
            }
        }
    }

    private static string Origin(TableDefinition table) => table.Origin is { } time ? $" from {TimeText.Format(time)}" : "";

    private static string Rows(string filter) => filter.Length == 0 ? "all rows" : "rows with " + filter;

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
