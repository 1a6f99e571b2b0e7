using System.Management.Automation;

namespace InfluxDownsample.QuickStart;

/// <summary>Runs a script file of the user's against the started server.</summary>
internal sealed class ScriptRun(QuickStartSession session)
{
    /// <summary>Returns the program's exit code: 1 when the script wrote or threw an error.</summary>
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
            session.Engine.RunFile(script.FullName, results.Add);
        }
        catch (RuntimeException)
        {
            // The engine has reported it.
        }

        results.Flush();
        return session.Engine.Errors == 0 ? 0 : 1;
    }
}
