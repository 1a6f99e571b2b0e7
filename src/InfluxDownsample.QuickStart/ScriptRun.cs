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

        var results = new ResultPrinter(session.Output);
        try
        {
            session.Engine.Run(LoadSample);
            session.Engine.RunFile(script.FullName, results.Add);
        }
        catch (ScriptFailedException)
        {
            // The engine has reported it.
        }

        results.Flush();
        return session.Engine.Errors > 0 ? 1 : session.Engine.GetVariable("LASTEXITCODE") as int? ?? 0;
    }
}
