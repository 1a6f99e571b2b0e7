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
        $job = @{ Measurement = 'home'; Every = '1h'; Source = 'raw'; Target = 'target'; TargetMeasurement = '{measurement}_1h'; Now = '2015-02-02T03:00:00Z' }
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
'@ | ConvertFrom-Csv | Invoke-InfluxDownsample
        $results.Status | Should -Be Completed, Completed
    }

    It 'takes jobs from a psd1 file' {
        Set-Content TestDrive:/jobs.psd1 "@{ Jobs = @(
            @{ Measurement = 'home'; Every = '1h'; TargetMeasurement = 'home_p'; Aggregate = @{ temp = 'min', 'max' } }
            @{ Measurement = 'home'; Every = '2h'; TargetMeasurement = 'home_q'; Where = @{ room = 'hall' } }
        ) }"
        $results = (Import-PowerShellDataFile TestDrive:/jobs.psd1).Jobs | Invoke-InfluxDownsample -Source raw -Target target -Now 2015-02-02T03:00:00Z
        $results.Status | Should -Be Completed, Completed
        (Invoke-InfluxQuery 'SELECT temp_max FROM home_p ORDER BY temp_max DESC LIMIT 1' -Connection target).temp_max | Should -Be 22.5
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
