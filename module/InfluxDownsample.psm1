# Only language elements and core commands here: a hosted engine may have no Utility or Management module.

$binaries = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'net8.0')
foreach ($file in 'InfluxDownsample.Loader.dll', 'InfluxDownsample.dll') {
    if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($binaries, $file))) {
        throw [System.IO.FileNotFoundException]::new(
            "module/bin/net8.0/$file is not there: this checkout has not been built. Run 'dotnet build' in its folder, then import the module again.")
    }
}

$loader = [System.IO.Path]::Combine($binaries, 'InfluxDownsample.Loader.dll')
foreach ($loaded in [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies) {
    if ($loaded.GetName().Name -eq 'InfluxDownsample.Loader' -and $loaded.Location -ne $loader) {
        throw [System.InvalidOperationException]::new(
            "This process has InfluxDownsample $($loaded.GetName().Version.ToString(3)) from '$([System.IO.Path]::GetDirectoryName($loaded.Location))', and can't change over to " +
            "the copy in '$binaries' ($([System.Reflection.AssemblyName]::GetAssemblyName($loader).Version.ToString(3))). Start a new PowerShell and import it there.")
    }
}

# The loader keeps Arrow, gRPC and Protobuf in a load context of their own, away from other modules' versions.
$null = [System.Reflection.Assembly]::LoadFrom($loader)
$assembly = [InfluxDownsample.Loader.ModuleLoadContext]::LoadModule()

# Import-Module -Force leaves the nested module of the assembly behind, and an import that finds it there exports nothing.
Get-Module -All | Where-Object { $_.ModuleType -eq 'Binary' -and $_.ImplementingAssembly -eq $assembly } | ForEach-Object { Remove-Module -ModuleInfo $_ -Force }
Import-Module -Assembly $assembly
