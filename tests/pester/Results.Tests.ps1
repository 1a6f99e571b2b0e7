BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $job = @{ Source = 'raw'; Target = 'raw'; TargetDatabase = (New-Name hourly); Every = '1h'; SettleTime = '0s'; Start = '2015-02-02T00:30Z'; Now = '2015-02-02T03:00Z' }
    $result = Invoke-InfluxDownsample home @job
    $plan = Invoke-InfluxDownsample home @job -TargetMeasurement other -WhatIf
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
        $rows[1].Plan | Should -Be '2015-02-02T01:00:00Z to 2015-02-02T03:00:00Z (2)'
    }

    It 'of a write and of a connection is flat, too' {
        $json = @{ time = 1; v = 1.5 }, @{ time = 2; v = $null } | Write-InfluxPoints (New-Name m) -Connection raw | ConvertTo-Json
        $json | Should -Match '"Duration": "PT\d'
        $json | Should -Match '"RetryWait": "PT0S"'
        ($json | ConvertFrom-Json).SkipReasons.NoFields | Should -Be 1
        Get-InfluxConnection raw | ConvertTo-Json | Should -Match '"Edition": "Core"'
        Test-InfluxConnection raw -Detailed | ConvertTo-Json | Should -Match '"Latency": "PT0\.'
    }
}
