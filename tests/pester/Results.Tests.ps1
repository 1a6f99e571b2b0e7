BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $job = @{ Source = 'raw'; Target = 'raw'; TargetDatabase = (New-Name hourly); Every = '1h'; SettleTime = '0s'; Start = '2015-02-02T00:30Z'; Now = '2015-02-02T03:00Z' }
    $result = Invoke-InfluxDownsample home @job
    $plan = Invoke-InfluxDownsample home @job -TargetMeasurement other -WhatIf

    # The properties that are names in .NET, and something else in JSON, down to where ConvertTo-Json ends.
    function Get-Unnamed([object] $Value, [object] $Json) {
        foreach ($property in $Json.PSObject.Properties) {
            $member = $Value.($property.Name)
            if ($member -is [enum] -and $property.Value -isnot [string]) {
                $property.Name
            }
            elseif ($property.Value -is [pscustomobject]) {
                Get-Unnamed $member $property.Value
            }
            elseif ($property.Value -is [array]) {
                for ($at = 0; $at -lt $property.Value.Count; $at++) {
                    if ($property.Value[$at] -is [pscustomobject]) {
                        Get-Unnamed $member[$at] $property.Value[$at]
                    }
                }
            }
        }
    }
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'A result' {
    It 'keeps its properties for scripts' {
        $result.Status | Should -Be Completed
        $result.Status -eq 'Completed' | Should -BeTrue
        $result.Duration.TotalSeconds | Should -BeGreaterThan 0
        [System.Xml.XmlConvert]::ToTimeSpan($result.Duration).TotalSeconds | Should -Be $result.Duration.TotalSeconds
        $result.SkipReasons['PartialStart'] | Should -Be 1
        $result.Skipped[0].Reason | Should -Be PartialStart
        $result.Skipped.Count | Should -Be 1
        ($plan | Select-Object -ExpandProperty Plan).Windows | Should -Be 2
        "$($plan.Plan[0].Query)" | Should -Match 'SELECT'
    }

    It 'is JSON of names, ISO 8601 and numbers' {
        $json = $result | ConvertTo-Json -WarningVariable told
        $told | Should -BeNullOrEmpty
        $json | Should -Match '"Status": "Completed"'
        $json | Should -Match '"Duration": "PT\d'
        $json | Should -Match '"From": "2015-02-02T01:00:00Z"'
        $json | Should -Not -Match 'InfluxDownsample\.|System\.|Ticks'
        $back = $json | ConvertFrom-Json
        $back.SkipReasons.PartialStart | Should -Be 1
        $back.Skipped[0].Reason | Should -Be PartialStart
        $back.Skipped[0].Windows | Should -Be 1
        ($json -split "`n").Count | Should -BeLessThan 50
    }

    It 'is JSON also beside others, and as a plan' {
        $several = $result, $result | ConvertTo-Json -WarningAction Ignore | ConvertFrom-Json
        $several.Status | Should -Be Completed, Completed
        $several[0].Skipped[0] | Should -Be '2015-02-02T00:00:00Z PartialStart'
        $json = $plan | ConvertTo-Json -WarningAction Ignore
        $json | Should -Match '"Status": "Planned"'
        $json | Should -Not -Match 'InfluxDownsample\.Downsampling'
        ($json | ConvertFrom-Json).Plan[0].Windows | Should -Be 2
    }

    It 'is CSV of flat text' {
        $file = Join-Path $TestDrive results.csv
        $result, $plan | Export-Csv $file
        Get-Content $file | Should -Not -Match 'InfluxDownsample\.|System\.|\[\]'
        $rows = Import-Csv $file
        $rows.Status | Should -Be Completed, Planned
        $rows[0].Duration | Should -Match '^PT\d'
        $rows[0].SkipReasons | Should -Be 'PartialStart: 1'
        $rows[0].Skipped | Should -Be '2015-02-02T00:00:00Z PartialStart'
        $rows[0].Plan | Should -BeNullOrEmpty
        $rows[1].Plan | Should -Be '2015-02-02T01:00:00Z to 2015-02-02T03:00:00Z (2 windows)'
    }

    It 'of a write and of a connection is flat, too' {
        $json = @{ time = 1; v = 1.5 }, @{ time = 2; v = $null } | Write-InfluxPoints (New-Name m) -Connection raw | ConvertTo-Json
        $json | Should -Match '"Duration": "PT\d'
        $json | Should -Match '"RetryWait": "PT0S"'
        ($json | ConvertFrom-Json).SkipReasons.NoFields | Should -Be 1
        Get-InfluxConnection raw | ConvertTo-Json | Should -Match '"Edition": "Core"'
        Test-InfluxConnection raw -Detailed | ConvertTo-Json | Should -Match '"Latency": "PT0\.'
    }

    It 'of every cmdlet is JSON of names and flat text, and CSV without names of types' {
        $null = Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Write-InfluxPoints changing -Connection raw
        $null = Invoke-InfluxDownsample changing @job
        $null = @{ time = 1422839000000000000; room = 'kitchen'; temp = 25.5 } |
            Write-InfluxPoints changing -TagColumn room -Connection raw
        Set-Content (Join-Path $TestDrive plan.psd1) "@{ Measurements = 'home'; Tiers = @{ Every = '1 hour' } }"
        $objects = @(
            $result
            $plan
            Invoke-InfluxDownsample changing @job -WarningAction Ignore
            Test-InfluxDownsample changing @job
            Test-InfluxDownsamplePlan (Join-Path $TestDrive plan.psd1) | Select-Object -First 1
            Get-InfluxDownsampleHistory -Database $job.TargetDatabase -Target raw -Last 1 | Select-Object -First 1
            Get-InfluxConnection raw
            Test-InfluxConnection raw -Detailed
            New-InfluxDatabase (New-Name short) -RetentionPeriod 7d -Connection raw
            Get-InfluxMeasurement home -Range -Connection raw
            New-InfluxDownsampleQuery home -Every 1h -Where @{ room = 'hall' } -Connection raw
            Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Select-Object -First 1
            Invoke-InfluxQuery 'SELECT * FROM home' -AsBatch -Connection raw
            @{ time = 1; v = 1.5 }, @{ time = 2; v = $null } | Write-InfluxPoints (New-Name m) -Connection raw -WarningAction Ignore
        )
        $objects[2].Changes[0].Differences | Should -Not -BeNullOrEmpty

        # The engine's own types are the engine's.
        $returned = (Get-Module InfluxDownsample).ExportedCmdlets.Values.OutputType.Type | Where-Object { $_ -notin [bool], [string], [void], [psobject], [System.IO.FileInfo] } | Sort-Object FullName -Unique
        foreach ($type in $returned) {
            @($objects | Where-Object { $_ -is $type }).Count | Should -BeGreaterThan 0 -Because "$type is returned"
        }

        foreach ($object in $objects) {
            $json = $object | ConvertTo-Json -WarningAction Ignore
            $json | Should -Not -MatchExactly 'InfluxDownsample\.|System\.' -Because $json
            Get-Unnamed $object ($json | ConvertFrom-Json) | Should -BeNullOrEmpty -Because $json
            if ($object.PSObject.TypeNames[0] -notlike '*.InfluxDatabase') {
                # RetentionPeriod is a TimeSpan, with which scripts reckon.
                $json | Should -Not -MatchExactly '"Ticks"' -Because $json
            }

            $csv = $object | ConvertTo-Csv
            $csv | Should -Not -MatchExactly 'InfluxDownsample\.|System\.|\[\]|`\d' -Because ($csv -join "`n")
        }
    }
}
