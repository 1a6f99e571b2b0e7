BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $job = @{ Measurement = 'home'; Every = '1h'; Source = 'raw'; Target = 'target'; TargetMeasurement = '{measurement}_1h'; Now = '2015-02-02T03:00:00Z'; SettleTime = '0s' }
    $null = Invoke-InfluxDownsample @job
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Test-InfluxDownsample' {
    It 'finds nothing different after a run' {
        $check = Test-InfluxDownsample @job -Start 2015-02-02 -Stop 2015-02-02T02:00:00Z
        $check.Missing | Should -Be 0
        $check.Different | Should -Be 0
    }

    It 'compares what an earlier run has written' {
        $run = Get-InfluxDownsampleHistory home -Last 1 -Target target
        ($run | Test-InfluxDownsample -Source raw -Target target -SettleTime 0s).Match | Should -Be 2
        $run | Test-InfluxDownsample -Source raw -Target target -SettleTime 0s -Quiet | Should -BeTrue
    }

    It 'has nothing to say of a run that found nothing and wrote nothing' {
        $later = $job.Clone()
        $later.Now = '2015-02-04'
        $null = Invoke-InfluxDownsample @later -Start 2015-02-03 -Stop 2015-02-03T02:00:00Z -WarningAction Ignore
        $run = Get-InfluxDownsampleHistory home -Last 1 -Target target
        $run.PointsWritten | Should -Be 0
        $run | Test-InfluxDownsample -Source raw -Target target -SettleTime 0s -Quiet -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'finds a window that has changed' {
        $null = [pscustomobject]@{ time = '2015-02-02T00:30:00Z'; room = 'hall'; temp = 99.5 } | Write-InfluxPoints home -TagColumn room -Connection raw
        $check = Test-InfluxDownsample @job -Start 2015-02-02 -Stop 2015-02-02T02:00:00Z
        $check.Different | Should -Be 1
        $check.Differences[0].Field | Should -Be temp
        Test-InfluxDownsample @job -Start 2015-02-02 -Stop 2015-02-02T02:00:00Z -Quiet | Should -BeFalse
    }
}
