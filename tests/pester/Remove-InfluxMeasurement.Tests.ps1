BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Remove-InfluxMeasurement' {
    It 'lets a target be begun anew' {
        $job = @{ Measurement = 'home'; Every = '1h'; Source = 'raw'; Target = 'target'; Now = '2015-02-02T03:00:00Z'; SettleTime = '0s' }
        (Invoke-InfluxDownsample @job).PointsWritten | Should -Be 3
        Remove-InfluxMeasurement home -Connection target
        (Get-InfluxMeasurement -Connection target).Name | Should -Not -Contain home
        (Invoke-InfluxDownsample @job -Aggregate rollup).PointsWritten | Should -Be 3
        { Remove-InfluxMeasurement hom -Connection target -ErrorAction Stop } | Should -Throw -ErrorId 'MeasurementNotFound,*'
    }
}
