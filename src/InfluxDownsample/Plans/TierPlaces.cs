using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>Rehearses a job of a plan, and says where the plan is wrong if it would be refused.</summary>
internal static class TierPlaces
{
    /// <summary>What the job makes, or would make if it were not refused; null when nobody can tell.</summary>
    /// <param name="job">The job.</param>
    /// <param name="source">What it reads.</param>
    /// <param name="findings">Hears why it would be refused.</param>
    public static RehearsedTable? Rehearse(PlanJob job, RehearsedTable source, PlanFindings findings)
    {
        try
        {
            return TierRehearsal.Run(job.Job!, source);
        }
        catch (InfluxException problem) when (problem.Id == InfluxErrorId.ColumnNotFound)
        {
            // The raw measurement has fields and tags of which the plan says nothing.
            return null;
        }
        catch (InfluxException problem)
        {
            findings.Error(PlaceOf(job, problem), $"'{job.Name}': {PlanFindings.Text(problem)}", problem.Id);
            return job.Job!.Force ? null : RehearseForced(job, source);
        }
    }

    // So that what is wrong with the tiers above is found as well.
    private static RehearsedTable? RehearseForced(PlanJob job, RehearsedTable source)
    {
        try
        {
            return TierRehearsal.Run(job.Job! with { Force = true }, source);
        }
        catch (InfluxException)
        {
            return null;
        }
    }

    /// <summary>Where the plan says what a check of tiers, of columns or of the target refused.</summary>
    public static PlanNode PlaceOf(PlanJob job, InfluxException problem) => problem.Id switch
    {
        InfluxErrorId.TierInvalid when problem.Target is string every && every == job.Job?.Aggregation.Every.ToString() => job.PlaceOf(PlanKeys.Every),
        InfluxErrorId.TierInvalid when problem.Target is string time && TimeText.TryParse(time, out _)
            => job.PlaceOf(nameof(JobParameters.TimeZone), nameof(JobParameters.Origin), PlanKeys.Every),
        InfluxErrorId.TierInvalid => job.PlaceOf(nameof(JobParameters.Aggregate)),
        InfluxErrorId.ColumnNotFound => PlaceOfColumn(job, problem.Target as string),
        InfluxErrorId.MeasurementNotFound => job.Below is null ? job.Named.Node : job.Tier.Node,
        InfluxErrorId.SchemaConflict => job.PlaceOf(nameof(JobParameters.TargetMeasurement)),
        InfluxErrorId.InvalidParameter when problem.Target is string name && !job.Nodes.ContainsKey(name) => job.PlaceOf(nameof(JobParameters.Aggregate)),
        _ => job.PlaceOf(problem),
    };

    // The parameter in which the name of the column stands.
    private static PlanNode PlaceOfColumn(PlanJob job, string? column)
    {
        string[] parameters = [nameof(JobParameters.Field), nameof(JobParameters.Aggregate), nameof(JobParameters.Tag), nameof(JobParameters.Where),
            nameof(JobParameters.FieldType)];
        return parameters.Select(parameter => job.Nodes.GetValueOrDefault(parameter)).OfType<PlanNode>()
            .Select(node => Find(node, column)).FirstOrDefault(found => found is not null) ?? job.Tier.Node;
    }

    private static PlanNode? Find(PlanNode node, string? text) => node switch
    {
        PlanValue { Value: string value } => value == text ? node : null,
        PlanList list => list.Items.Select(item => Find(item, text)).FirstOrDefault(found => found is not null),
        PlanMap map => map.Entries.FirstOrDefault(entry => entry.Name == text)?.Value,
        _ => null,
    };
}
