using System.Diagnostics;
using System.Management.Automation;
using InfluxDownsample.Hosting;

// sandbox SCRIPT: runs the script where the module is imported, prints what it gives and then the most memory that the process has had.
using var engine = new HostedEngine();
using PowerShell shell = engine.Script(args[0]);
foreach (PSObject result in shell.Invoke())
{
    Console.WriteLine(result);
}

foreach (ErrorRecord error in shell.Streams.Error)
{
    Console.WriteLine($"ERROR {error}");
}

using var self = Process.GetCurrentProcess();
Console.WriteLine($"peakMB={self.PeakWorkingSet64 / (1024 * 1024)}");
return shell.HadErrors ? 1 : 0;
