# Only language elements and core commands here: a hosted engine may have no Utility or Management module.

$binaries = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'net8.0')
foreach ($file in 'InfluxDownsample.Loader.dll', 'InfluxDownsample.dll') {
    if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($binaries, $file))) {
        throw [System.IO.FileNotFoundException]::new(
            "module/bin/net8.0/$file is not there: this checkout has not been built. Run 'dotnet build' in its folder, then import the module again.")
    }
}

# The loader keeps Arrow, gRPC and Protobuf in a load context of their own, away from other modules' versions.
$null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($binaries, 'InfluxDownsample.Loader.dll'))
$assembly = [InfluxDownsample.Loader.ModuleLoadContext]::LoadModule()
$commands = Import-Module -Assembly $assembly -PassThru

# After Import-Module -Force the engine has the commands of the assembly already and forgets to export them again;
# the methods that register them have no public form.
$module = $ExecutionContext.SessionState.Module
$nonPublic = [System.Reflection.BindingFlags]'Instance, NonPublic'
$addExportedCmdlet = $module.GetType().GetMethod('AddExportedCmdlet', $nonPublic)
$addExportedAlias = $module.GetType().GetMethod('AddExportedAlias', $nonPublic)
foreach ($cmdlet in $commands.ExportedCmdlets.Values) {
    $addExportedCmdlet.Invoke($module, @(, $cmdlet))
}

foreach ($alias in $commands.ExportedAliases.Values) {
    $addExportedAlias.Invoke($module, @(, $alias))
}
