# Only language elements and core commands here: a hosted engine may have no Utility or Management module. And few of them: each statement costs
# every import some time to compile, so what went wrong is looked into in a file of its own.

try {
    # The loader keeps Arrow, gRPC and Protobuf in a load context of their own, away from other modules' versions.
    $null = [System.Reflection.Assembly]::LoadFrom("$PSScriptRoot/bin/net8.0/InfluxDownsample.Loader.dll")

    # Import-Module -Force leaves the nested module of the assembly behind, and an import that finds it there exports nothing.
    if ([InfluxDownsample.Loader.ModuleLoadContext]::IsLoaded) {
        $assembly = [InfluxDownsample.Loader.ModuleLoadContext]::LoadModule($PSScriptRoot)
        Get-Module -All | Where-Object { $_.ModuleType -eq 'Binary' -and $_.ImplementingAssembly -eq $assembly } |
            ForEach-Object { Remove-Module -ModuleInfo $_ -Force }
    }

    Import-Module -Assembly ([InfluxDownsample.Loader.ModuleLoadContext]::LoadModule($PSScriptRoot))
}
catch {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'ImportFailure.ps1'))
    throw
}
