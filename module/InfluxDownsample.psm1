# Only language elements and core commands here: a hosted engine may have no Utility or Management module. And few of them: each statement costs
# every import some time to compile, so what went wrong is looked into in a file of its own.

$loader = [System.IO.Path]::GetFullPath('bin/net8.0/InfluxDownsample.Loader.dll', $PSScriptRoot)
try {
    # The loader keeps Arrow, gRPC and Protobuf in a load context of their own, away from other modules' versions.
    $loaded = [System.Reflection.Assembly]::LoadFrom($loader)
    if ($loaded.Location -ne $loader) {
        throw 'Another copy is loaded.'
    }

    # Import-Module -Force leaves the nested module of the assembly behind, and an import that finds it there exports nothing.
    if ([InfluxDownsample.Loader.ModuleLoadContext]::IsLoaded) {
        $assembly = [InfluxDownsample.Loader.ModuleLoadContext]::LoadModule()
        Get-Module -All | Where-Object { $_.ModuleType -eq 'Binary' -and $_.ImplementingAssembly -eq $assembly } |
            ForEach-Object { Remove-Module -ModuleInfo $_ -Force }
    }

    Import-Module -Assembly ([InfluxDownsample.Loader.ModuleLoadContext]::LoadModule())
}
catch {
    . ([System.IO.Path]::Combine($PSScriptRoot, 'ImportFailure.ps1'))
    throw
}
