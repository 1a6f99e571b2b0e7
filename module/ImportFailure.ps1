# Says what keeps the module from being imported; run by InfluxDownsample.psm1, and silent when it is nothing known.

$loader = [System.IO.Path]::GetFullPath('bin/net8.0/InfluxDownsample.Loader.dll', $PSScriptRoot)
foreach ($file in 'InfluxDownsample.Loader.dll', 'InfluxDownsample.dll') {
    if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($PSScriptRoot, 'bin', 'net8.0', $file))) {
        throw [System.IO.FileNotFoundException]::new(
            "module/bin/net8.0/$file is not there: this checkout has not been built. Run 'dotnet build' in its folder, then import the module again.")
    }
}

foreach ($loaded in [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies) {
    if ($loaded.GetName().Name -eq 'InfluxDownsample.Loader' -and $loaded.Location -ne $loader) {
        throw [System.InvalidOperationException]::new(
            "This process has InfluxDownsample $($loaded.GetName().Version.ToString(3)) from '$([System.IO.Path]::GetDirectoryName($loaded.Location))', and can't change over to " +
            "the copy in '$PSScriptRoot' ($([System.Reflection.AssemblyName]::GetAssemblyName($loader).Version.ToString(3))). Start a new PowerShell and import it there.")
    }
}
