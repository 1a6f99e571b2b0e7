BeforeDiscovery {
    . $PSScriptRoot/common.ps1
    # What names a file may be completed by one.
    $files = 'Path', 'LiteralPath', 'RejectedPath', 'CertificateAuthority', 'Report'
    $parameters = foreach ($command in Get-Command -Module InfluxDownsample -CommandType Cmdlet) {
        @{ command = $command.Name; parameters = @($command.Parameters.Values | Where-Object { $_.Name -notin $files + [System.Management.Automation.Cmdlet]::CommonParameters -and -not $_.SwitchParameter } | ForEach-Object Name) }
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $null = @{ time = 1; 'my tag' = 'a'; wind = 1.5 } | Write-InfluxPoints weather -TagColumn 'my tag' -Connection raw
    $null = @{ time = 1; v = 1.5 } | Write-InfluxPoints other -Connection target
    $null = @{ time = 1; v = 1.5 } | Write-InfluxPoints _downsample_jobs -Connection target
    Set-Content $TestDrive/zebra.txt ''
    Push-Location $TestDrive
    $global:influxql = 'SELECT MEAN(wind) FROM weather GROUP BY "my tag"'
}

AfterAll {
    Pop-Location
    Remove-Variable influxql -Scope Global
    Stop-LocalServer $server
}

Describe 'Tab' {
    It 'offers no file to <command>' -ForEach $parameters {
        foreach ($parameter in $parameters) {
            Complete "$command -$parameter z" | Should -Not -Match 'zebra' -Because $parameter
        }
    }

    It 'offers <expected> behind <line>' -ForEach @(
        # measurements, fields and tags of the source, in any order
        @{ line = 'Invoke-InfluxDownsample -Source raw -Target target -Measurement '; expected = 'home', 'weather' }
        @{ line = 'Test-InfluxDownsample -Every 1h -Target target -Source raw h'; expected = 'home' }
        @{ line = 'Invoke-InfluxDownsample home -Target target -Source raw -Field '; expected = 'count', 'open', 'temp' }
        @{ line = 'Test-InfluxDownsample -Field temp -Source raw -Measurement weather -Tag '; expected = "'my tag'" }
        @{ line = "Invoke-InfluxDownsample 'ho*' -Source raw -Tag "; expected = 'room' }
        @{ line = 'Invoke-InfluxDownsample home -Source raw -Target target -TargetMeasurement '; expected = "'{measurement}_{every}'", "'{measurement}'", 'other' }
        @{ line = 'Get-InfluxDownsampleHistory -Target target '; expected = 'other' }
        @{ line = 'Get-InfluxPoints -Connection raw w'; expected = 'weather' }
        @{ line = 'Get-InfluxPoints home -Connection raw -Field '; expected = 'count', 'open', 'temp' }
        @{ line = 'Get-InfluxPoints home -Connection raw | Write-InfluxPoints new -Connection target -TagColumn '; expected = 'room' }
        @{ line = 'Remove-InfluxMeasurement -Connection raw h'; expected = 'home' }
        # durations, times, templates
        @{ line = 'Set-InfluxDatabase db -RetentionPeriod N'; expected = 'None' }
        @{ line = 'Invoke-InfluxDownsample home -Every 1h'; expected = '1h' }
        @{ line = 'Invoke-InfluxDownsample home -Delay 2'; expected = '20m' }
        @{ line = 'New-InfluxDownsampleQuery home -Start n'; expected = 'now' }
        @{ line = 'Invoke-InfluxDownsample home -NameTemplate '; expected = "'{field}_{function}'", "'{function}_{field}'", "'{field}'" }
        # the beginning of a filter, and types
        @{ line = 'New-InfluxDownsampleQuery home -Connection raw -Where '; expected = '@{ room = ', '@{ count = ', '@{ open = ', '@{ temp = ' }
        @{ line = 'Invoke-InfluxDownsample weather -Source raw -Where m'; expected = "@{ 'my tag' = " }
        @{ line = 'Invoke-InfluxDownsample weather -Source raw -FieldType '; expected = "@{ wind = 'integer' }", "@{ wind = 'unsigned' }", "@{ wind = 'string' }", "@{ wind = 'boolean' }" }
        @{ line = 'Import-Csv x.csv | Write-InfluxPoints y -FieldType '; expected = "@{ field = 'float' }", "@{ field = 'integer' }", "@{ field = 'unsigned' }", "@{ field = 'string' }", "@{ field = 'boolean' }" }
        # columns of the rows that come down the pipeline
        @{ line = "Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Remove-MeasurementColumn "; expected = "'iox::measurement'", 'time', 'count', 'open', 'room', 'temp' }
        @{ line = 'Invoke-InfluxQuery $influxql -Language InfluxQL -Connection raw | Sort-InfluxPoints | Remove-MeasurementColumn -Column w'; expected = 'wind' }
        @{ line = 'Import-Csv x.csv | Remove-MeasurementColumn -Column i'; expected = "'iox::measurement'" }
        @{ line = "Invoke-InfluxQuery 'SELECT * FROM weather' -Connection raw | Write-InfluxPoints new -Connection target -TagColumn "; expected = "'my tag'" }
        @{ line = 'Get-InfluxMeasurement home -Connection raw | New-InfluxDownsampleQuery -Every 1h | Invoke-InfluxQuery -Connection raw | Sort-InfluxPoints Series -TagColumn '; expected = 'room' }
        # what no server is asked for
        @{ line = 'New-InfluxDownsampleQuery home -Aggregate me'; expected = 'mean', 'median' }
        @{ line = 'New-InfluxDownsampleQuery home -TimeZone berl'; expected = 'Europe/Berlin' }
        @{ line = 'Invoke-InfluxDownsample home -OnChange w'; expected = 'Write' }
    ) {
        Complete $line | Should -Be $expected
    }

    It 'offers databases' {
        $name = (Get-InfluxConnection raw).Database
        Complete "Invoke-InfluxQuery 'SELECT 1' -Connection raw -Database $($name.Substring(0, 20))" | Should -Contain $name
    }

    It 'is quick and silent without a server' {
        $null = Connect-InfluxDatabase http://127.0.0.1:1 x -Name gone -SkipCheck
        $error.Clear()
        foreach ($line in 'Get-InfluxMeasurement -Connection gone -Name h', 'Invoke-InfluxDownsample home -Source gone -Where ', 'Invoke-InfluxDownsample home -Source nosuch -Field ') {
            Complete $line | Should -BeNullOrEmpty
        }

        $error.Count | Should -Be 0
    }
}
