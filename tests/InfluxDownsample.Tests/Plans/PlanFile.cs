using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;

namespace InfluxDownsample.Tests.Plans;

/// <summary>Plan files of a test in a folder of their own.</summary>
internal sealed class PlanFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    /// <summary>Writes a plan, and gives its path.</summary>
    public string Write(string text, string name = "plan.psd1")
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>What Test-InfluxDownsamplePlan finds: line, key, severity, error id.</summary>
    public static string[] Findings(Answer answer) => [.. answer.Succeed().Output.Select(found =>
        $"{Text(found, "Line")} {Text(found, "Key")} {Text(found, "Severity")} {Text(found, "ErrorId")}")];

    public static string Text(PSObject found, string property) => found.Properties[property].Value?.ToString() ?? "";

    public void Dispose() => _folder.Delete(recursive: true);
}
