using System.CommandLine;
using InfluxDownsample.QuickStart;

var script = new Argument<FileInfo?>("script")
{
    Description = "A script to run against the started server, with $server (its address) and $token (a SecureString). "
        + "Left out, the downsampling script of the examples runs on the sample data.",
    Arity = ArgumentArity.ZeroOrOne,
};
var command = new RootCommand("Starts the local server on a free port and runs a downsampling script with the module.") { script };
command.SetAction(parsed =>
{
    FileInfo? file = parsed.GetValue(script);
    if (file is null)
    {
        // Before the first work, which takes a moment; a script's own output is left alone.
        Console.WriteLine(SampleRun.Announcement);
        Console.WriteLine();
    }

    using var session = new QuickStartSession(Console.Out, Console.Error);
    ConsoleCancelEventHandler stop = (_, pressed) =>
    {
        pressed.Cancel = true;
        session.Console.Stop();
    };
    Console.CancelKeyPress += stop;
    try
    {
        return file is null ? new SampleRun(session).Run() : new ScriptRun(session).Run(file);
    }
    finally
    {
        Console.CancelKeyPress -= stop;
    }
});
return command.Parse(args).Invoke();
