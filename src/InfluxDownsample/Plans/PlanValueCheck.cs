using System.Management.Automation;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>Looks at each value of a plan alone, as the parameter of its name reads it, so that what is wrong is found where it stands.</summary>
/// <param name="engine">The engine.</param>
/// <param name="findings">Hears what is wrong.</param>
internal sealed class PlanValueCheck(EngineIntrinsics engine, PlanFindings findings)
{
    // Where a job would read and write is another question.
    private static readonly string[] s_places = [PlanKeys.Source, PlanKeys.Target];

    // PowerShell would make a name of anything.
    private static readonly string[] s_names =
    [
        nameof(JobParameters.SourceDatabase), nameof(JobParameters.TargetDatabase), nameof(JobParameters.TargetMeasurement), nameof(JobParameters.NameTemplate),
    ];

    private static readonly string[] s_lists = [nameof(JobParameters.Field), nameof(JobParameters.Tag)];

    /// <summary>Looks at all values of a plan.</summary>
    public void Check(Plan plan)
    {
        using var nowhere = new InfluxClient(new ConnectionSettings { Uri = new Uri("http://localhost") });
        var place = new MeasurementLocation(nowhere, "", "");
        IEnumerable<IReadOnlyDictionary<string, PlanNode>> sections
            = [plan.Defaults, .. plan.Tiers.Select(tier => tier.Values), .. plan.Overrides.Select(one => one.Values)];
        foreach ((string name, PlanNode node) in sections.SelectMany(section => section))
        {
            if (name == PlanKeys.Retention)
            {
                CheckRetention(node);
            }
            else if (!s_places.Contains(name))
            {
                Check(name, node, place);
            }
        }
    }

    private void CheckRetention(PlanNode node)
    {
        if (!PlanRetention.TryRead(node, out _))
        {
            findings.Error(node, "Retention is a duration in whole seconds, such as '30d', '6mo' or '5y' with months of 30 and years of 365 days, or 'none' "
                + "to keep rows for ever.");
        }
    }

    private void Check(string name, PlanNode node, MeasurementLocation place)
    {
        try
        {
            var alone = new JobParameters();
            JobColumn column = Column(name);
            if ((s_names.Contains(name) || s_lists.Contains(name)) && FindOther(node, s_lists.Contains(name)) is { } other)
            {
                findings.Error(other, $"{name} takes text.");
                return;
            }

            if (name != PlanKeys.Every)
            {
                Column(PlanKeys.Every).Convert(alone, "1h", isCell: false, engine);
            }

            column.Convert(alone, PlanObjects.Of(node), isCell: false, engine);
            using var reader = new JobReader(alone);
            _ = reader.Read(place, place).Aggregation.Grid;
        }
        catch (InfluxException problem)
        {
            findings.Error(node, problem);
        }
    }

    // What is neither text nor nothing; null where there is no such thing.
    private static PlanNode? FindOther(PlanNode node, bool takesMany) => node switch
    {
        PlanValue { Value: null or string } => null,
        PlanList list when takesMany => list.Items.Select(item => FindOther(item, takesMany: false)).FirstOrDefault(other => other is not null),
        _ => node,
    };

    private static JobColumn Column(string name) => JobColumn.All.First(column => column.Name == name);
}
