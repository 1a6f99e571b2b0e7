BeforeAll {
    . $PSScriptRoot/common.ps1
    $module = Get-Module InfluxDownsample
    $manifest = Import-PowerShellDataFile $manifestPath
}

Describe 'The module' {
    It 'exports what the manifest lists' {
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedAliases.Keys | Should -Be $manifest.AliasesToExport
        $module.ExportedFunctions.Count | Should -Be 0
    }

    It 'can be imported by force again and again' {
        Import-Module $manifestPath -Force
        Import-Module $manifestPath -Force
        (Get-Module InfluxDownsample).ExportedCmdlets.Count | Should -Be $manifest.CmdletsToExport.Count
        Get-Command Sort-InfluxPoints | Should -Not -BeNullOrEmpty
    }

    It 'keeps its libraries out of the default load context' {
        [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ $_.GetName().Name }) |
            Where-Object { $_ -match '^(Apache\.Arrow|Google\.Protobuf|Grpc\.|InfluxDownsample$)' } | Should -BeNullOrEmpty
    }

    It 'has help for each cmdlet: a synopsis, an example, and a text for each parameter' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -Not -Match "^\s*$($command.Name)" -Because "$command needs a synopsis"
            $help.examples.example | Should -Not -BeNullOrEmpty -Because "$command needs an example"
            foreach ($parameter in $help.parameters.parameter) {
                $parameter.description | Should -Not -BeNullOrEmpty -Because "$command -$($parameter.name) needs a text"
            }
        }
    }

    It 'says of each cmdlet what it returns' {
        $module.ExportedCmdlets.Values | Where-Object { $_.OutputType.Count -eq 0 } | Should -BeNullOrEmpty
    }

    It 'is a valid manifest' {
        (Test-ModuleManifest $manifestPath).Version | Should -Be $manifest.ModuleVersion
    }
}
