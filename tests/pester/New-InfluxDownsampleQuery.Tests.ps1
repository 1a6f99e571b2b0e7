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

    It 'reads ends without an offset by the clock of the zone, and names one that cuts a window' {
        $berlin = @{ Every = '1d'; TimeZone = 'Europe/Berlin'; Connection = 'raw'; Stop = '2015-02-05'; WarningVariable = 'told'; WarningAction = 'SilentlyContinue' }
        "$(New-InfluxDownsampleQuery home -Start 2015-02-03 @berlin)" | Should -BeLike "*time >= '2015-02-02T23:00:00Z' AND time < '2015-02-04T23:00:00Z'*"
        $told | Should -BeNullOrEmpty
        $null = New-InfluxDownsampleQuery home -Start 2015-02-03T00:00Z @berlin
        "$told" | Should -BeLike '-Start 2015-02-03T00:00:00Z lies within the window from 2015-02-02T23:00:00Z*'
    }

    It 'completes functions' {
        Complete 'New-InfluxDownsampleQuery home -Every 1h -Aggregate me' | Should -Contain mean
    }

    It 'refuses a function that is none' {
        { New-InfluxDownsampleQuery home -Every 1h -Aggregate meann -Connection raw } | Should -Throw -ErrorId 'InvalidParameter,*'
    }
}
