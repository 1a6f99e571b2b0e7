using Xunit;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>What a PowerShell process said, output and errors in order, and how it ended.</summary>
internal sealed record PwshRun(int ExitCode, string Output)
{
    /// <summary>What it said, after making sure that it ended well.</summary>
    public string Succeed()
    {
        Assert.True(ExitCode == 0, $"PowerShell ended with {ExitCode}:\n{Output}");
        return Output;
    }
}
