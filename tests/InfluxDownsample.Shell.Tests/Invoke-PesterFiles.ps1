# Runs Pester files, or the files of a folder, with the Pester of the given manifest. Ends with 0 only when all tests ran and passed.
# -Result names a file to be written: for each file of tests how many passed, how many did not, and what those said.
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Path,
    [string] $Result
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$run = Invoke-Pester -Configuration $configuration

function Get-NotPassed($counts) {
    $counts.FailedCount + $counts.SkippedCount + $counts.InconclusiveCount + $counts.NotRunCount
}

if ($Result) {
    $files = foreach ($container in $run.Containers) {
        $tests = @($run.Tests | Where-Object { $_.ScriptBlock.File -eq $container.Item.FullName -and $_.Result -ne 'Passed' })
        $faults = @($container.ErrorRecord) + @($run.FailedBlocks | Where-Object { $_.ScriptBlock.File -eq $container.Item.FullName } | ForEach-Object ErrorRecord)
        [pscustomobject]@{
            File      = $container.Item.Name
            Passed    = $container.PassedCount
            NotPassed = (Get-NotPassed $container) + $faults.Count
            Said      = @($tests | ForEach-Object { "$($_.ExpandedPath): $($_.Result) $($_.ErrorRecord)" }) + @($faults | ForEach-Object { "$_" }) -join "`n"
        }
    }

    ConvertTo-Json @($files) | Set-Content -LiteralPath $Result
}

$notPassed = (Get-NotPassed $run) + $run.FailedBlocksCount + $run.FailedContainersCount
"Pester $($run.Version) in PowerShell $($PSVersionTable.PSVersion): $($run.PassedCount) passed, $notPassed not passed."
exit [int]($notPassed -gt 0 -or $run.PassedCount -eq 0)
