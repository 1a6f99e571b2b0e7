namespace InfluxDownsample.Core.Plans;

/// <summary>How bad a finding in a plan is.</summary>
public enum PlanSeverity
{
    /// <summary>The plan can't be run.</summary>
    Error,

    /// <summary>The plan can be run, and may not do what is meant.</summary>
    Warning,
}
