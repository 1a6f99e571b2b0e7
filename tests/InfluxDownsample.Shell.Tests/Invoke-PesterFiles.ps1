# Runs Pester files, or the files of a folder, with the Pester of the given manifest. Ends with 0 only when all tests ran and passed.
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Path
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration
$notPassed = $run.FailedCount + $run.FailedBlocksCount + $run.FailedContainersCount + $run.SkippedCount + $run.InconclusiveCount + $run.NotRunCount
"Pester $($run.Version) in PowerShell $($PSVersionTable.PSVersion): $($run.PassedCount) passed, $notPassed not passed."
exit [int]($notPassed -gt 0 -or $run.PassedCount -eq 0)
