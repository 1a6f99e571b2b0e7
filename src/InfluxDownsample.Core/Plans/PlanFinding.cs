using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Plans;

/// <summary>Something that is wrong with a plan.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Key">Where it stands, such as <c>Tiers[1].Every</c>; empty for the whole file.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Id">The stable name of what is wrong; null for a warning.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
internal sealed record PlanFinding(int Line, string Key, PlanSeverity Severity, InfluxErrorId? Id, string Message);
