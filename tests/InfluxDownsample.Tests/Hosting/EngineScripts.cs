using System.Management.Automation;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Scripts of tests in a hosted engine.</summary>
public static class EngineScripts
{
    /// <summary>Runs a script in the scope of the session and collects all it says.</summary>
    public static Answer Run(this HostedEngine engine, string script)
    {
        using PowerShell shell = engine.Script(script);
        return Answer.Of(shell, () => shell.Invoke());
    }

    /// <summary>Starts a script; its output appears in the run while it goes on.</summary>
    public static RunningScript Start(this HostedEngine engine, string script) => new(engine.Script(script));
}
