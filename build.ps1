<#
.SYNOPSIS
Builds, tests and packages InfluxDownsample. A front door over dotnet: every task is also one dotnet command.
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Package -Configuration Release
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package', 'QuickStart')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    Push-Location $PSScriptRoot
    try {
        & dotnet @args
        if ($LASTEXITCODE -ne 0) {
            throw "dotnet $args ended with exit code $LASTEXITCODE."
        }
    }
    finally {
        Pop-Location
    }
}

# Stages output/InfluxDownsample/<version>/, the folder that a module path wants, and a zip of it.
function New-Package {
    Invoke-DotNet build src/InfluxDownsample --configuration $Configuration

    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'InfluxDownsample.psd1')).ModuleVersion
    $output = Join-Path $PSScriptRoot 'output'
    $stage = Join-Path $output 'InfluxDownsample' $version
    if (Test-Path $stage) {
        Remove-Item $stage -Recurse -Force
    }

    $null = New-Item $stage -ItemType Directory -Force
    foreach ($item in 'InfluxDownsample.psd1', 'module', 'en-US', 'LICENSE', 'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md') {
        Copy-Item (Join-Path $PSScriptRoot $item) $stage -Recurse
    }

    $archive = Join-Path $output "InfluxDownsample-$version.zip"
    Compress-Archive (Join-Path $output 'InfluxDownsample') $archive -Force
    "Staged $stage"
    "Zipped $archive"
}

switch ($Task) {
    'Build' { Invoke-DotNet build InfluxDownsample.sln --configuration $Configuration }
    'Test' { Invoke-DotNet test InfluxDownsample.sln --configuration $Configuration }
    'Package' { New-Package }
    'QuickStart' { Invoke-DotNet run --project src/InfluxDownsample.QuickStart --configuration $Configuration }
}
