BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Set-InfluxDatabase, Remove-InfluxDatabase and Remove-InfluxMeasurement' {
    It 'changes and removes what is named' {
        $name = New-Name made
        New-InfluxDatabase $name -Connection raw
        (Set-InfluxDatabase $name -RetentionPeriod 30d -Connection raw).RetentionPeriod.TotalDays | Should -Be 30
        Get-InfluxDatabase $name -Connection raw | Set-InfluxDatabase -RetentionPeriod None -Connection raw
        (Get-InfluxDatabase $name -Connection raw).RetentionPeriod | Should -BeNullOrEmpty
        Remove-InfluxDatabase $name -WhatIf -Connection raw
        Get-InfluxDatabase $name -Connection raw | Remove-InfluxDatabase -Permanent -Connection raw
        { Remove-InfluxDatabase $name -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }

    It 'lets a target be begun anew' {
        $job = @{ Measurement = 'home'; Every = '1h'; Source = 'raw'; Target = 'target'; Now = '2015-02-02T03:00:00Z'; SettleTime = '0s' }
        (Invoke-InfluxDownsample @job).PointsWritten | Should -Be 3
        Remove-InfluxMeasurement home -Connection target
        (Get-InfluxMeasurement -Connection target).Name | Should -Not -Contain home
        (Invoke-InfluxDownsample @job -Aggregate rollup).PointsWritten | Should -Be 3
        { Remove-InfluxMeasurement hom -Connection target -ErrorAction Stop } | Should -Throw -ErrorId 'MeasurementNotFound,*'
    }
}
