BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $wrong = "$($server.Address)?token=wrong&database=nosuch"
    $silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'A failure' {
    It 'of <command> prints nothing with -ErrorAction SilentlyContinue, and is kept' -ForEach @(
        @{ command = 'Connect-InfluxDatabase http://127.0.0.1:1'; id = 'ConnectionFailed' }
        @{ command = 'Invoke-InfluxQuery "SELECT 1" -Connection nosuch'; id = 'ConnectionNotFound' }
        @{ command = 'Invoke-InfluxQuery "SELECT 1" -Connection $wrong'; id = 'AuthenticationFailed' }
        @{ command = 'Invoke-InfluxQuery "SELEC" -Connection raw'; id = 'QueryRejected' }
        @{ command = 'Get-InfluxMeasurement -Connection $wrong'; id = 'AuthenticationFailed' }
        @{ command = 'Get-InfluxDatabase -Connection nosuch'; id = 'ConnectionNotFound' }
        @{ command = 'New-InfluxDatabase "a/b" -Connection $wrong'; id = 'AuthenticationFailed' }
        @{ command = 'Get-InfluxDownsampleHistory -Target nosuch'; id = 'ConnectionNotFound' }
        @{ command = 'New-InfluxDownsampleQuery nosuch -Every 1h -Connection raw'; id = 'MeasurementNotFound' }
        @{ command = 'Invoke-InfluxDownsample home -Every never -Source raw'; id = 'InvalidParameter' }
        @{ command = 'Test-InfluxDownsample home -Every 1h -Source nosuch'; id = 'ConnectionNotFound' }
        @{ command = '@{ time = 1; v = 1 }, @{ time = 2; v = 1 } | Write-InfluxPoints m -Connection $wrong -MaxRetry 0'; id = 'AuthenticationFailed' }
        @{ command = '@{ time = 1; v = 1 } | Write-InfluxPoints m -Connection nosuch'; id = 'ConnectionNotFound' }
        @{ command = 'Import-InfluxLineProtocol $TestDrive/nosuch.lp -Connection raw'; id = 'FileNotFound' }
        @{ command = '@{ v = 1 } | Sort-InfluxPoints'; id = 'ColumnNotFound' }
        @{ command = '@{ v = 1 } | ConvertTo-InfluxLineProtocol m'; id = 'PointInvalid' }
    ) {
        $failures = $null
        $said = Invoke-Expression "$command @silent" *>&1
        $said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeLike "$id,*"
        { Invoke-Expression "$command -ErrorAction Ignore" *>&1 } | Should -Not -Throw
        { Invoke-Expression "$command -ErrorAction Stop" } | Should -Throw -ErrorId "$id,*"
    }

    It 'of a whole call ends the statement, so that try catches it' {
        $ErrorActionPreference = 'Continue'
        $caught = try { Invoke-InfluxQuery SELEC -Connection raw } catch { $_.FullyQualifiedErrorId }
        $caught | Should -BeLike 'QueryRejected,*'
    }

    It 'of one query keeps no other of the pipeline from its rows' {
        $rows = 'SELECT * FROM home', 'SELEC', 'SELECT * FROM nosuch', 'SELECT * FROM home' | Invoke-InfluxQuery -Connection raw -ErrorAction SilentlyContinue -ErrorVariable failures
        $rows.Count | Should -Be 6
        $failures.FullyQualifiedErrorId | Should -BeLike '*,InfluxDownsample.Commands.InvokeInfluxQueryCommand'
        $failures.Count | Should -Be 2
    }

    It 'of one measurement or file keeps no other from its answer' {
        @('nosuch', 'home' | New-InfluxDownsampleQuery -Every 1h -Connection raw -ErrorAction SilentlyContinue -ErrorVariable failures).Measurement | Should -Be home
        $failures.FullyQualifiedErrorId | Should -BeLike 'MeasurementNotFound,*'
        Set-Content $TestDrive/one.lp 'imported v=1 1'
        (@("$TestDrive/nosuch.lp", "$TestDrive/one.lp") | Import-InfluxLineProtocol -Connection raw -ErrorAction SilentlyContinue -ErrorVariable failures).PointsWritten | Should -Be 1
        $failures.FullyQualifiedErrorId | Should -BeLike 'FileNotFound,*'
    }

    It 'of the server ends a pipeline of queries at once' {
        $rows = try { 'SELECT 1', 'SELECT 2' | Invoke-InfluxQuery -Connection $wrong -ErrorAction Continue } catch { $_.FullyQualifiedErrorId }
        $rows | Should -BeLike 'AuthenticationFailed,*'
    }
}
