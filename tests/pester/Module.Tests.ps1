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

    It 'says of another copy that it takes a new process' {
        $copy = New-Item (Join-Path $TestDrive copy) -ItemType Directory
        Copy-Item $manifestPath $copy
        Copy-Item (Join-Path $moduleRoot module) $copy -Recurse
        $said = { Import-Module "$copy/InfluxDownsample.psd1" } | Should -Throw -PassThru
        "$said" | Should -Match "This process has InfluxDownsample $($manifest.ModuleVersion) from '.*', and can't change over to the copy in '.*copy.*'.*Start a new PowerShell"
        Get-Command Invoke-InfluxQuery | Should -Not -BeNullOrEmpty
    }

    It 'asks the engine for nothing that is not public' {
        Get-Content (Join-Path $moduleRoot module InfluxDownsample.psm1) -Raw | Should -Not -Match 'NonPublic|GetMethod|GetField|Invoke\('
    }

    It 'keeps its libraries out of the default load context' {
        [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.ForEach({ $_.GetName().Name }) |
            Where-Object { $_ -match '^(Apache\.Arrow|Google\.Protobuf|Grpc\.|InfluxDownsample$)' } | Should -BeNullOrEmpty
    }

    It 'has help for each cmdlet: a synopsis, an example, and for each parameter a text, its aliases, and whether it takes wildcards' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -Not -Match "^\s*$($command.Name)" -Because "$command needs a synopsis"
            $help.examples.example | Should -Not -BeNullOrEmpty -Because "$command needs an example"
            foreach ($parameter in $help.parameters.parameter) {
                $parameter.description | Should -Not -BeNullOrEmpty -Because "$command -$($parameter.name) needs a text"
                $actual = $command.Parameters[$parameter.name]
                $aliases = $actual.Aliases -join ', '
                $wildcards = [bool]($actual.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] })
                $parameter.aliases | Should -Be ($aliases ? $aliases : 'none') -Because "$command -$($parameter.name)"
                $parameter.globbing | Should -Be "$wildcards" -Because "$command -$($parameter.name)"
            }
        }
    }

    It 'renders every section of the help of each cmdlet' {
        foreach ($command in $module.ExportedCmdlets.Values) {
            $shown = Get-Help $command.Name -Full | Out-String -Width 120
            foreach ($section in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
                $shown | Should -MatchExactly "(?m)^$section\r?\n(\s*\r?\n)* {4,}\S" -Because "$command needs $section"
            }

            @($shown -split '\r?\n' -match '^ {4}-{5,} Example \d+: .+ -{5,}$' | Where-Object Length -LE 79).Count | Should -BeGreaterOrEqual 2 -Because "$command needs two examples"
            $shown | Should -Not -MatchExactly 'TODO|all others|\{\{' -Because $command
        }
    }

    It 'gives each cmdlet the address of the project, which Get-Help -Online opens' {
        $project = ([xml](Get-Content (Join-Path $repositoryRoot Directory.Build.props) -Raw)).SelectSingleNode('//PackageProjectUrl').InnerText
        $project | Should -Match '^https://'
        $manifest.PrivateData.PSData.ProjectUri | Should -BeExactly $project
        foreach ($command in $module.ExportedCmdlets.Values) {
            $command.HelpUri | Should -BeExactly $project -Because $command
            (Get-Help $command.Name).relatedLinks.navigationLink[0].uri | Should -BeExactly $project -Because $command
        }
    }

    It 'shows the syntax of each parameter set as it is' {
        $notOurs = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        foreach ($command in $module.ExportedCmdlets.Values) {
            $shown = foreach ($set in (Get-Help $command.Name -Full).syntax.syntaxItem) {
                @($set.parameter | Where-Object name -NotIn $notOurs | ForEach-Object { "$($_.name) $($_.required) $($_.position)" } | Sort-Object) -join ', '
            }

            $actual = foreach ($set in $command.ParameterSets) {
                @($set.Parameters | Where-Object Name -NotIn $notOurs | ForEach-Object {
                    $position = $_.Position -lt 0 ? 'named' : $_.Position
                    "$($_.Name) $($_.IsMandatory) $position"
                } | Sort-Object) -join ', '
            }

            @($shown | Sort-Object) | Should -Be @($actual | Sort-Object) -Because $command
        }
    }

    It 'says of each cmdlet what it returns' {
        $module.ExportedCmdlets.Values | Where-Object { $_.OutputType.Count -eq 0 } | Should -BeNullOrEmpty
    }

    It 'is a valid manifest' {
        (Test-ModuleManifest $manifestPath).Version | Should -Be $manifest.ModuleVersion
    }
}
