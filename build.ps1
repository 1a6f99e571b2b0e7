<#
.SYNOPSIS
Builds, tests and packages InfluxDownsample. A front door over dotnet: every task is also one dotnet command.
Package always takes a release build, and puts what is handed out into output.
.EXAMPLE
./build.ps1 -Task Test
.EXAMPLE
./build.ps1 -Task Package
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

switch ($Task) {
    'Build' { Invoke-DotNet build InfluxDownsample.sln --configuration $Configuration }
    'Test' { Invoke-DotNet test InfluxDownsample.sln --configuration $Configuration }
    'Package' { Invoke-DotNet run --project tools/InfluxDownsample.Package --configuration Release }
    'QuickStart' { Invoke-DotNet run --project src/InfluxDownsample.QuickStart --configuration $Configuration }
}
