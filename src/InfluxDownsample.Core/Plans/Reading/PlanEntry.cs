namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>A name in a <see cref="PlanMap"/> and what it stands for.</summary>
/// <param name="Name">The name as it is written.</param>
/// <param name="Line">The line of the name.</param>
/// <param name="Value">What it stands for.</param>
internal sealed record PlanEntry(string Name, int Line, PlanNode Value);
