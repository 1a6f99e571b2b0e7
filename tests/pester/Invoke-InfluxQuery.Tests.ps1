BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $sql = 'SELECT * FROM home ORDER BY time'
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Invoke-InfluxQuery' {
    It 'and a write load no library that they do without, in a new process' {
        $start = @(if ([System.Environment]::ProcessPath -match 'dotnet(\.exe)?$') { Join-Path $PSHOME pwsh.dll })
        $connection = Get-InfluxConnection raw
        $text = "$($connection.Uri)?token=$($server.Token)&database=$($connection.Database)"
        $command = "Import-Module '$manifestPath'; `$c = '$text'; Invoke-InfluxQuery '$sql' -Connection `$c | Write-InfluxPoints lean -Connection `$c -TagColumn room | " +
            'ForEach-Object { "$($_.PointsWritten) written" }; [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name })'
        $said = & ([System.Environment]::ProcessPath) @start -NoProfile -NonInteractive -Command $command
        $said[0] | Should -Be '3 written'
        $said | Should -Contain 'Apache.Arrow'
        $said | Where-Object { $_ -in 'Polly.Core', 'NodaTime', 'OxyPlot' } | Should -BeNullOrEmpty
    }

    Context 'rows' {
        It 'work with the cmdlets that everybody knows' {
            $points = Invoke-InfluxQuery $sql -Connection raw
            ($points | Sort-Object temp -Descending)[0].temp | Should -Be 22.5
            $points | Group-Object room | Sort-Object Name | ForEach-Object Count | Should -Be 1, 2
            ($points | Select-Object room, count)[2].count | Should -Be 5
            ($points | Measure-Object temp -Average).Average | Should -BeExactly (64 / 3)
            ($points | Where-Object temp -gt 21).Count | Should -Be 2
            ($points | Where-Object { $_.room -eq 'hall' }).count | Should -Be 4
        }

        It 'become JSON, CSV and a table by their columns' {
            $points = Invoke-InfluxQuery $sql -Connection raw
            ($points[0] | ConvertTo-Json | ConvertFrom-Json).PSObject.Properties.Name | Sort-Object | Should -Be count, open, room, temp, time
            ($points | ConvertTo-Csv)[1] | Should -Match '"hall"'
            $points | Format-Table | Out-String | Should -Match 'kitchen\s+22\.5'
        }

        It 'keep added members' {
            $point = Invoke-InfluxQuery $sql -Connection raw | Select-Object -First 1 | Add-Member site berlin -PassThru
            $point.site | Should -Be berlin
            $point.room | Should -Be hall
        }

        It 'complete their columns' {
            $global:point = Invoke-InfluxQuery $sql -Connection raw | Select-Object -First 1
            Complete '$point.te' | Should -Be temp
        }

        It 'end with the pipeline' {
            @(Invoke-InfluxQuery $sql -Connection raw | Select-Object -First 1).Count | Should -Be 1
        }
    }

    It 'gives batches that are one object' {
        $batch = Invoke-InfluxQuery $sql -Connection raw -AsBatch
        $batch.RowCount | Should -Be 3
        @($batch | ForEach-Object { $_ }).Count | Should -Be 1
        $batch | Out-String | Should -Match 'RowCount\s+Measurement\s+ColumnNames'
    }

    It 'binds parameters' {
        @(Invoke-InfluxQuery 'SELECT * FROM home WHERE room = $room' -Parameter @{ room = 'kitchen' } -Connection raw).Count | Should -Be 2
    }

    It 'speaks InfluxQL' {
        (Invoke-InfluxQuery 'SELECT MEAN(temp) FROM home' -Language InfluxQL -Connection raw).'iox::measurement' | Should -Be home
    }

    It 'warns of a name that InfluxQL passes over, with the near one' {
        Invoke-InfluxQuery 'SELECT tmp FROM home' -Language InfluxQL -Connection raw -WarningAction SilentlyContinue -WarningVariable told | Should -BeNullOrEmpty
        "$told" | Should -Match "'home' has no field or tag 'tmp'\. Did you mean 'temp'\?"
    }

    It 'ends with the id <id> for <text>' -ForEach @(
        @{ text = 'SELEC'; id = 'QueryRejected' }
        @{ text = 'SELECT * FROM nosuch'; id = 'MeasurementNotFound' }
        @{ text = 'SELECT nosuch FROM home'; id = 'ColumnNotFound' }
    ) {
        { Invoke-InfluxQuery $text -Connection raw } | Should -Throw -ErrorId "$id,*"
    }

    It 'ends with DatabaseNotFound for an unknown database' {
        { Invoke-InfluxQuery $sql -Database nosuch -Connection raw } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }
}
