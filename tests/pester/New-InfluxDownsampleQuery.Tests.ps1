BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'New-InfluxDownsampleQuery' {
    It 'prints as its text' {
        $query = New-InfluxDownsampleQuery home -Every 1h -Start 2015-02-02 -Stop 2015-02-03 -Connection raw
        "$query" | Should -Be $query.Text
        $query.Tags | Should -Be room
    }

    It 'goes from the measurement to the target in one line' {
        $result = Get-InfluxMeasurement home -Connection raw |
            New-InfluxDownsampleQuery -Every 1h -Start 2015-02-02 -Stop 2015-02-03 |
            Invoke-InfluxQuery -Connection raw |
            Write-InfluxPoints home_1h -Connection target
        $result.PointsWritten | Should -Be 3
        (Get-InfluxMeasurement home_1h -Connection target).Tags | Should -Be room
    }

    It 'completes functions' {
        Complete 'New-InfluxDownsampleQuery home -Every 1h -Aggregate me' | Should -Contain mean
    }

    It 'refuses a function that is none' {
        { New-InfluxDownsampleQuery home -Every 1h -Aggregate meann -Connection raw } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}
