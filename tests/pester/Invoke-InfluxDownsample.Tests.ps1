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

    It 'shows its result' {
        Invoke-InfluxDownsample @job | Out-String | Should -Match 'Completed'
    }

    It 'fails a job whose measurement is not there' {
        $job.Measurement = 'nosuch'
        { Invoke-InfluxDownsample @job -ErrorAction Stop } | Should -Throw -ErrorId 'MeasurementNotFound,*'
    }
}
