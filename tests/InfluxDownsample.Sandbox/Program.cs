using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

// sandbox MANIFEST SCRIPT: imports the module, runs the script, prints what it gives and then the most memory that the process has had.
InitialSessionState state = InitialSessionState.CreateDefault2();
if (OperatingSystem.IsWindows())
{
    // Elsewhere there is no execution policy.
    state.ExecutionPolicy = ExecutionPolicy.Bypass;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(state);
runspace.Open();
Runspace.DefaultRunspace = runspace;
using PowerShell shell = PowerShell.Create(runspace);
foreach (PSObject result in shell.AddScript($"Import-Module '{args[0]}'\n{args[1]}").Invoke())
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
