using InfluxDownsample.Core.Plans;

namespace InfluxDownsample.Plans;

/// <summary>Something that Test-InfluxDownsamplePlan found wrong with a plan.</summary>
public sealed class InfluxPlanFinding
{
    internal InfluxPlanFinding(string file, PlanFinding finding)
    {
        File = file;
        Line = finding.Line;
        Key = finding.Key;
        Severity = finding.Severity.ToString();
        ErrorId = finding.Id?.ToString();
        Message = finding.Message;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>Where in the plan, such as <c>Tiers[1].Every</c>; empty for the whole.</summary>
    public string Key { get; }

    /// <summary><c>Error</c>: the plan can't be run; <c>Warning</c>: it can, and may not do what is meant.</summary>
    public string Severity { get; }

    /// <summary>The error id, as a run would give it; null for a warning.</summary>
    public string? ErrorId { get; }

    /// <summary>What is wrong, and what to do about it.</summary>
    public string Message { get; }

    /// <summary>File, line, key and message in one line.</summary>
    public override string ToString() => $"{System.IO.Path.GetFileName(File)}, line {Line}{(Key.Length > 0 ? $", {Key}" : "")}: {Message}";
}
