BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Invoke-InfluxDownsample' {
    BeforeEach {
        Connect-TestDatabase $server
        $job = @{ Measurement = 'home'; Every = '1h'; Source = 'raw'; Target = 'target'; TargetMeasurement = '{measurement}_1h'; Now = '2015-02-02T03:00:00Z'; SettleTime = '0s' }
    }

    It 'writes closed windows once' {
        $first = Invoke-InfluxDownsample @job
        $first.Status | Should -Be Completed
        $first.PointsWritten | Should -Be 3
        (Invoke-InfluxDownsample @job).PointsWritten | Should -Be 0
    }

    It 'plans with -WhatIf and writes nothing' {
        $plan = Invoke-InfluxDownsample @job -WhatIf
        $plan.Status | Should -Be Planned
        $plan.Plan.Count | Should -BeGreaterThan 0
        { Invoke-InfluxQuery 'SELECT * FROM home_1h' -Connection target } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }

    It 'takes jobs from a CSV file' {
        $results = @'
Measurement,Every,Source,Target,TargetMeasurement,Now
home,1h,raw,target,home_a,2015-02-02T03:00:00Z
home,2h,raw,target,home_b,2015-02-02T03:00:00Z
'@ | ConvertFrom-Csv | Invoke-InfluxDownsample -SettleTime 0s
        $results.Status | Should -Be Completed, Completed
    }

    It 'takes jobs from a psd1 file' {
        Set-Content TestDrive:/jobs.psd1 "@{ Jobs = @(
            @{ Measurement = 'home'; Every = '1h'; TargetMeasurement = 'home_p'; Aggregate = @{ temp = 'min', 'max' } }
            @{ Measurement = 'home'; Every = '2h'; TargetMeasurement = 'home_q'; Where = @{ room = 'hall' } }
        ) }"
        $results = (Import-PowerShellDataFile TestDrive:/jobs.psd1).Jobs | Invoke-InfluxDownsample -Source raw -Target target -Now 2015-02-02T03:00:00Z -SettleTime 0s
        $results.Status | Should -Be Completed, Completed
        (Invoke-InfluxQuery 'SELECT temp_max FROM home_p ORDER BY temp_max DESC LIMIT 1' -Connection target).temp_max | Should -Be 22.5
    }

    It 'takes the name of a measurement' {
        $job.Remove('Measurement')
        $result = 'home' | Invoke-InfluxDownsample @job
        $result.Status, $result.PointsWritten | Should -Be Completed, 3
    }

    It 'fails a job with an unknown column, and leaves out one that is not enabled' {
        $results = @'
Measurement,TargetMeasurement,Agregate,Enabled
home,misspelt,max,yes
'@, @'
Measurement,TargetMeasurement,Aggregate,Enabled
home,left_out,max,no
home,enabled,max,yes
home,empty,max,
home,unclear,max,perhaps
'@ | ForEach-Object { $_ | ConvertFrom-Csv } | Invoke-InfluxDownsample -Every 1h -Source raw -Target target -Now 2015-02-02T03:00Z -SettleTime 0s -ErrorAction SilentlyContinue -ErrorVariable failures
        $results.Status | Should -Be Failed, Completed, Completed, Failed
        $failures.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'InvalidParameter,*' }
        "$($failures[0])" | Should -Match "'Agregate', which is no parameter\. Did you mean 'Aggregate'\?"
        (Get-InfluxMeasurement -Connection target).Name | Where-Object { $_ -notlike '_downsample_*' } | Should -Be empty, enabled
    }

    It 'reads times without an offset by the clock of the zone' {
        $plan = Invoke-InfluxDownsample home -Every 1d -TimeZone Europe/Berlin -Start 2015-02-02 -Stop 2015-02-04 -Source raw -Target target -WhatIf
        $plan.From | Should -Be ([datetime]::new(2015, 2, 1, 23, 0, 0))
        $plan.To | Should -Be ([datetime]::new(2015, 2, 3, 23, 0, 0))
    }

    It 'says what has changed in single spaces, with tags and without' {
        $null = @{ time = 1422836000000000000; v = 1.5 } | Write-InfluxPoints plain -Connection raw
        $null = 'plain', 'home' | Invoke-InfluxDownsample -Every 1h -Source raw -Target target -Start 2015-02-02 -Now 2015-02-02T03:00Z -SettleTime 0s
        $null = @{ time = 1422836000000000001; v = 2.5 } | Write-InfluxPoints plain -Connection raw
        $null = @{ time = 1422836000000000001; room = 'hall'; temp = 30.5 } | Write-InfluxPoints home -TagColumn room -Connection raw
        $changed = 'plain', 'home' | Invoke-InfluxDownsample -Every 1h -Source raw -Target target -Start 2015-02-02 -Now 2015-02-02T03:00Z -SettleTime 0s -WarningAction SilentlyContinue -WarningVariable told
        "$($changed[0].Changes)" | Should -Be '2015-02-02T00:00:00Z Reported'
        "$($changed[0].Changes.Differences)" | Should -Be '2015-02-02T00:00:00Z v: 1.5 instead of 2'
        "$($changed[1].Changes)" | Should -Be '2015-02-02T00:00:00Z room=hall Reported'
        $told | ForEach-Object { "$_" | Should -Match '^1 window of .* has other values now than when it was written' }
    }

    It 'counts one as one' {
        $said = Invoke-InfluxDownsample @job -Start 2015-02-02T00:00Z -Stop 2015-02-02T01:30Z -Verbose 4>&1 | ForEach-Object { "$_" }
        $said -match '1 window done' | Should -Not -BeNullOrEmpty
        $said -match '^Skipped: 1 window from' | Should -Not -BeNullOrEmpty
        $said | Should -Not -MatchExactly '(^|\s)1 (windows|points|rows|queries|requests|chunks)\b'
    }

    It 'shows its result, and only what there is to say' {
        $shown = Invoke-InfluxDownsample @job | Format-List | Out-String
        $shown | Should -Match 'Status +: Completed'
        $shown | Should -Not -Match 'Error|Plan |PointsStale'
        Invoke-InfluxDownsample @job -Start 2015-02-02 -WhatIf | Out-String | Should -Match 'SELECT date_bin'
    }

    It 'names what is missing where nobody can be asked' {
        # A console would ask for it; a shell inside this one has nobody to ask.
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$manifestPath'; Invoke-InfluxDownsample home").Invoke()
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'MissingMandatoryParameter,*'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'fails a job whose measurement is not there' {
        $job.Measurement = 'nosuch'
        { Invoke-InfluxDownsample @job -ErrorAction Stop } | Should -Throw -ErrorId 'MeasurementNotFound,*'
    }
}
