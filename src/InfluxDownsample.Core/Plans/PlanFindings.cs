using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>Collects what is wrong with a plan.</summary>
internal sealed class PlanFindings
{
    private readonly List<PlanFinding> _all = [];

    /// <summary>What was found, in the order of the file.</summary>
    public IReadOnlyList<PlanFinding> All => [.. _all.OrderBy(finding => finding.Line).ThenBy(finding => finding.Key, StringComparer.Ordinal)];

    /// <summary>Whether the plan can't be run.</summary>
    public bool HasErrors => _all.Exists(finding => finding.Severity == PlanSeverity.Error);

    /// <summary>Whether something is wrong in a part of the plan.</summary>
    public bool HasErrorsIn(PlanNode part)
        => _all.Exists(finding => finding.Severity == PlanSeverity.Error && finding.Key.StartsWith(part.Key, StringComparison.Ordinal)
            && (finding.Key.Length == part.Key.Length || finding.Key[part.Key.Length] is '.' or '['));

    public void Error(PlanNode node, string message, InfluxErrorId id = InfluxErrorId.InvalidParameter) => Error(node.Line, node.Key, message, id);

    public void Error(int line, string key, string message, InfluxErrorId id = InfluxErrorId.InvalidParameter)
        => Add(new PlanFinding(line, key, PlanSeverity.Error, id, message));

    /// <summary>What a check said of a part of the plan.</summary>
    public void Error(PlanNode node, InfluxException problem) => Error(node, Text(problem), problem.Id);

    public void Warning(PlanNode node, string message) => Add(new PlanFinding(node.Line, node.Key, PlanSeverity.Warning, Id: null, message));

    /// <summary>Message and advice in one text.</summary>
    public static string Text(InfluxException problem) => problem.Advice is null ? problem.Message : $"{problem.Message} {problem.Advice}";

    // Many measurements share a line that is wrong for each of them.
    private void Add(PlanFinding finding)
    {
        if (!_all.Exists(known => known.Line == finding.Line && known.Key == finding.Key && known.Id == finding.Id && known.Severity == finding.Severity
            && (finding.Severity == PlanSeverity.Error || known.Message == finding.Message)))
        {
            _all.Add(finding);
        }
    }
}
