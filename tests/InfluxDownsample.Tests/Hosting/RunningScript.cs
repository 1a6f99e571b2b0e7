using System.Management.Automation;
using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>A script that runs while the test goes on.</summary>
public sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly TaskCompletionSource _firstOutput = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _end;

    public RunningScript(PowerShell shell)
    {
        _shell = shell;
        _output.DataAdded += (_, _) => _firstOutput.TrySetResult();
        _end = shell.InvokeAsync<PSObject, PSObject>(null, _output);
    }

    /// <summary>Ends when the script has written its first object.</summary>
    public Task FirstOutput => _firstOutput.Task;

    /// <summary>Ends with the script.</summary>
    public Task End => _end;

    public IReadOnlyList<ErrorRecord> Errors => [.. _shell.Streams.Error];

    /// <summary>Ctrl+C. Returns when the pipeline has stopped.</summary>
    public async Task StopAsync()
    {
        await _shell.StopAsync(null, null);
        await Assert.ThrowsAsync<PipelineStoppedException>(() => _end);
    }

    public void Dispose() => _shell.Dispose();
}
