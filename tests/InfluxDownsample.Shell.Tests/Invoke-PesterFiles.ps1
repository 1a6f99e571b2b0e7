# Runs Pester files, or the files of a folder, with the Pester of the given manifest. Ends with 0 only when all tests ran and passed.
# -ExcludeTag leaves out tests of a tag.
# -Result names a file to be written: for each file of tests how many passed, how many did not, and what those said.
param(
    [Parameter(Mandatory)] [string] $Pester,
    [Parameter(Mandatory)] [string] $Path,
    [string] $ExcludeTag,
    [string] $Result
)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
if ($ExcludeTag) {
    $configuration.Filter.ExcludeTag = $ExcludeTag
}

$run = Invoke-Pester -Configuration $configuration

# What was left out has not run either, and is no failure.
function Get-NotPassed($tests) {
    @($tests | Where-Object { $_.Result -ne 'Passed' -and -not ($ExcludeTag -and $_.Result -eq 'NotRun' -and $_.Tag -contains $ExcludeTag) })
}

if ($Result) {
    $files = foreach ($container in $run.Containers) {
        $tests = Get-NotPassed ($run.Tests | Where-Object { $_.ScriptBlock.File -eq $container.Item.FullName })
        $faults = @($container.ErrorRecord) + @($run.FailedBlocks | Where-Object { $_.ScriptBlock.File -eq $container.Item.FullName } | ForEach-Object ErrorRecord)
        [pscustomobject]@{
            File      = $container.Item.Name
            Passed    = $container.PassedCount
            NotPassed = $tests.Count + $faults.Count
            Said      = @($tests | ForEach-Object { "$($_.ExpandedPath): $($_.Result) $($_.ErrorRecord)" }) + @($faults | ForEach-Object { "$_" }) -join "`n"
        }
    }

    ConvertTo-Json @($files) | Set-Content -LiteralPath $Result
}

$notPassed = (Get-NotPassed $run.Tests).Count + $run.FailedBlocksCount + $run.FailedContainersCount
"Pester $($run.Version) in PowerShell $($PSVersionTable.PSVersion): $($run.PassedCount) passed, $notPassed not passed."
exit [int]($notPassed -gt 0 -or $run.PassedCount -eq 0)
