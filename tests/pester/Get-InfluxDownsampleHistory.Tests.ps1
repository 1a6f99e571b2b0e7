BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Get-InfluxDownsampleHistory' {
    It 'lists the runs that the target database recorded' {
        $null = Invoke-InfluxDownsample home -Every 1h -Source raw -Target target -TargetMeasurement home_1h -Now 2015-02-02T03:00:00Z -SettleTime 0s
        $run = Get-InfluxDownsampleHistory -Target target
        $run.Measurement | Should -Be home
        $run.Status | Should -Be Completed
        $run.PointsWritten | Should -Be 3
        $run | Out-String | Should -Match 'home_1h'
    }
}
