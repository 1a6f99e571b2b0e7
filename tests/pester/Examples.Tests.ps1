BeforeDiscovery {
    $examples = (Get-ChildItem "$PSScriptRoot/../../module/examples" -Filter *.ps1).Name
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer -New
    $examples = Join-Path $moduleRoot module examples

    # Runs an example as README says: from the checkout, with the address in $server and the token in $token.
    function Invoke-Example([string] $File, [hashtable] $Parameters = @{}) {
        Push-Location $moduleRoot
        try {
            $server, $token = $server.Address, (ConvertTo-SecureString $server.Token -AsPlainText -Force)
            & (Join-Path $examples $File) @Parameters
        }
        finally {
            Pop-Location
        }
    }

    # The hours of the sample that hold a row, by its own lines.
    $file = [System.IO.File]::OpenRead((Join-Path $examples occupancy occupancy.lp.gz))
    $lines = [System.IO.StreamReader]::new([System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionMode]::Decompress))
    $stamps = $lines.ReadToEnd().Trim().Split("`n").ForEach({ [long]$_.Split(' ')[-1] })
    $lines.Dispose()
    $hours = @($stamps.ForEach({ [math]::Floor($_ / 3600000000000) }) | Sort-Object -Unique).Count

    $loaded = Invoke-Example load-occupancy.ps1
}

AfterAll {
    Disconnect-InfluxDatabase
    Stop-LocalServer $server
}

# One after the other against one server: they get on together.
Describe 'The example' {
    It '<_> is among those tried here' -ForEach $examples {
        $_ | Should -BeIn 'load-occupancy.ps1', 'office-hourly.ps1', 'office-hourly-batch.ps1', 'office-last-24-hours.ps1', 'office-downsample.ps1', 'runbook.ps1', 'occupancy-plan.ps1'
    }

    It 'load-occupancy writes every row' {
        $loaded[-1].PointsWritten | Should -Be $stamps.Count
    }

    It 'office-downsample writes each hour once, and finds target and source alike' {
        $said = Invoke-Example office-downsample.ps1
        ($said | Where-Object { $_.PSObject.Properties['WindowsPlanned'] }).PointsWritten | Should -Be $hours, 0
        $check = $said | Where-Object { $_.PSObject.Properties['Missing'] }
        $check.Match | Should -BeGreaterOrEqual $hours
        $check.Missing, $check.Different, $check.Extra | Should -Be 0, 0, 0
        @($said | Where-Object { $_.PSObject.Properties['Started'] }).Count | Should -Be 2
    }

    It 'occupancy-plan makes minutes, hours and days that match, and names a value that was changed by hand' {
        $said = Invoke-Example occupancy-plan.ps1
        $minutes = @($stamps.ForEach({ [math]::Floor($_ / 60000000000) }) | Sort-Object -Unique).Count
        $jobs = $said | Where-Object { $_.PSObject.Properties['WindowsPlanned'] }
        # The first row of the sample lies inside its minute, its hour and its day.
        "$($jobs.Job)" | Should -Be 'occupancy/minutes occupancy/hours occupancy/days'
        $jobs.PointsWritten[0] | Should -BeIn $minutes, ($minutes - 1)
        $jobs.PointsWritten[1..2] | Should -Be ($hours - 1), 16
        $text = $said | Out-String
        $hourly = $said | Where-Object { $_.PSObject.Properties['Missing'] -and $_.Job -eq 'occupancy/hours' }
        $hourly.Windows, $hourly.Match, $hourly.Missing, $hourly.Different, $hourly.Extra | Should -Be 393, 345, 0, 0, 0
        $text | Should -Match 'office_days/occupancy +1d +16 +16 +0 +0 +0'
        $changed = $said | Where-Object { $_.PSObject.Properties['WindowStart'] }
        $changed.Field | Should -Be co2_max, co2_max
        $changed[0].WindowStart | Should -Be ([datetime]'2015-02-10T09:00:00Z').ToUniversalTime()
        $changed[0].Actual, $changed[1].Expected | Should -Be 5000, 5000
        (Get-InfluxDatabase office_hours -Connection downsampled).RetentionPeriod | Should -Be ([timespan]::FromDays(50 * 365))
    }

    It '<_> writes each hour in SQL and in InfluxQL' -ForEach 'office-hourly.ps1', 'office-hourly-batch.ps1' {
        $sql, $influxQl = Invoke-Example $_ | Where-Object { $_.PSObject.Properties['PointsSkipped'] }
        $sql.PointsWritten, $sql.PointsSkipped | Should -Be $hours, 0
        $influxQl.PointsWritten, $influxQl.PointsSkipped | Should -Be $hours, (17 * 24 - $hours)
    }

    It 'office-last-24-hours writes the hours of a day, whole ones and those up to now' {
        $fresh, $sql, $influxQl, $wholeSql, $wholeInfluxQl = Invoke-Example office-last-24-hours.ps1 | Where-Object { $_.PSObject.Properties['PointsSkipped'] }
        $fresh.PointsWritten | Should -BeGreaterThan (24 * 60)
        $sql.PointsWritten, $influxQl.PointsWritten | Should -BeIn 24, 25
        $wholeSql.PointsWritten, $wholeInfluxQl.PointsWritten | Should -Be 24, 24
    }

    It 'runbook makes hours and days of what is there, and nothing the second time' {
        # The rows that office-last-24-hours has moved to today.
        $null = Invoke-InfluxQuery "SELECT * FROM occupancy_fresh WHERE time >= now() - INTERVAL '2 days'" -Connection raw |
            Write-InfluxPoints occupancy -Database plant -Connection raw
        $parameters = @{ Server = $server.Address; Token = ConvertTo-SecureString $server.Token -AsPlainText -Force; SourceDatabase = 'plant' }
        $first = Invoke-Example runbook.ps1 $parameters
        $first[0].Status | Should -Be Completed
        # The newest hour waits for 20 minutes.
        $first[0].PointsWritten | Should -BeIn 23, 24, 25
        # A day of Greenwich is not always among 25 hours.
        $first[1].Status | Should -BeIn Completed, NothingToDo
        (Invoke-Example runbook.ps1 $parameters).PointsWritten[1] | Should -Be 0
    }

    It 'each works on fresh data, and all of them in the other order' {
        # Invoke-Example sees this one.
        $server = Start-LocalServer -New
        try {
            $null = Invoke-Example load-occupancy.ps1
            $said = @(Invoke-Example runbook.ps1 @{ Server = $server.Address; Token = ConvertTo-SecureString $server.Token -AsPlainText -Force })
            $said += foreach ($file in 'office-downsample.ps1', 'office-last-24-hours.ps1', 'office-hourly-batch.ps1', 'office-hourly.ps1') { Invoke-Example $file }
            ($said | Where-Object { $_.PSObject.Properties['WindowsPlanned'] }).Status | Should -Be Completed, Completed, Completed, Completed
            $said | Where-Object { $_.PSObject.Properties['PointsRejected'] } | ForEach-Object { $_.PointsWritten | Should -BeGreaterThan 0; $_.PointsRejected | Should -Be 0 }
            ($said | Where-Object { $_.PSObject.Properties['Missing'] }).Different | Should -Be 0
        }
        finally {
            Stop-LocalServer $server
        }
    }
}
