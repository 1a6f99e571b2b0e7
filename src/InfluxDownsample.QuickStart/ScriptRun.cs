namespace InfluxDownsample.QuickStart;

/// <summary>Runs a script file of the user's against the started server.</summary>
internal sealed class ScriptRun(QuickStartSession session)
{
    // The script makes connections of its own; what loaded the sample leaves none behind.
    private const string LoadSample = """
        $null = Connect-InfluxDatabase -Name sample -Uri $server -Database office -Token $token -SkipCheck
        $null = Import-InfluxLineProtocol ./module/examples/occupancy/occupancy.lp.gz -Precision Nanosecond -Connection sample
        Disconnect-InfluxDatabase sample
        """;

    /// <summary>Returns the program's exit code: 1 when the script wrote or threw an error, else what it gave to <c>exit</c>.</summary>
    public int Run(FileInfo script)
    {
        if (!script.Exists)
        {
            Console.Error.WriteLine($"error: there is no file '{script.FullName}'.");
            return 1;
        }

        try
        {
            session.Console.Run(LoadSample);
            session.Console.RunFile(script.FullName);
        }
        catch (ScriptFailedException)
        {
            // The engine has reported it.
        }

        return session.Console.Errors > 0 ? 1 : session.Console.GetVariable("LASTEXITCODE") as int? ?? 0;
    }
}
