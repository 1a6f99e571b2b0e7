BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $hourly = New-Name hourly
    $job = @{ Source = 'raw'; Target = 'raw'; TargetDatabase = $hourly; Every = '1h'; Start = '2015-02-02T00:00Z'; Stop = '2015-02-02T03:00Z'; SettleTime = '0s' }

    # The lines that a console of a width shows; it leaves its last column free.
    function Show-At([int] $Width, [Parameter(ValueFromPipeline)] $InputObject) {
        begin { $all = @() }
        process { $all += $InputObject }
        end { ($all | Out-String -Width ($Width - 1)) -split '\r?\n' | Where-Object { $_.Trim() } | ForEach-Object TrimEnd }
    }
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'What a console of 80 columns shows' {
    It 'is a connection with its address, database and release in one line' {
        $lines = Get-InfluxConnection raw | Show-At 80
        $lines[0] | Should -Be 'Name           Uri                        Database             Edition  Version'
        $lines -match '^raw\s+http\S+\s' | Should -Not -BeNullOrEmpty
    }

    It 'is one line for each job of a table, with its status' {
        $lines = 'home', 'home' | Invoke-InfluxDownsample @job | Format-Table | Show-At 80
        $lines[0] | Should -Match '^Status +Target +Every +Written +Changed +Points +Time$'
        $lines[2] | Should -Match '^Completed '
        @($lines -match '^(Completed|NothingToDo) ').Count | Should -Be 2
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'is that table for results as they come, also for one' {
        $lines = Invoke-InfluxDownsample home @job | Show-At 80
        @($lines -match '^(Completed|NothingToDo) ').Count | Should -Be 1
        $lines[0] | Should -Match '^Status +Target '
        $lines = 'home', 'home' | Invoke-InfluxDownsample @job | Show-At 120
        @($lines -match '^(Completed|NothingToDo) ').Count | Should -Be 2
    }

    It 'is everything there is to say in a list' {
        $lines = Invoke-InfluxDownsample home @job -TargetMeasurement listed | Format-List | Show-At 80
        'Source', 'Status', 'From', 'WindowsPlanned', 'RowsRead', 'PointsWritten', 'Chunks' | ForEach-Object { @($lines -match "^$_ +: .").Count | Should -Be 1 -Because $_ }
        $lines -match '^Duration +: [0-9.]+ s$' | Should -Not -BeNullOrEmpty
        $lines -match '^(Error|Plan|Changes)' | Should -BeNullOrEmpty
    }

    It 'is a plan with its queries' {
        $lines = Invoke-InfluxDownsample home @job -TargetMeasurement planned -WhatIf | Show-At 80
        $lines -match '^Status +: Planned$' | Should -Not -BeNullOrEmpty
        $lines -match 'SELECT' | Should -Not -BeNullOrEmpty
    }

    It 'is a screenful of a plan of many windows, with the first and the last ones' {
        $lines = Invoke-InfluxDownsample home @job -Every 1m -ChunkSize 5m -TargetMeasurement long -WhatIf 6>$null | Show-At 80
        $lines.Count | Should -BeLessThan 40
        @($lines -match '2015-02-02T00:00:00Z to 2015-02-02T00:05:00Z \(5 windows\)$').Count | Should -Be 1
        @($lines -match '2015-02-02T02:55:00Z to 2015-02-02T03:00:00Z \(5 windows\)$').Count | Should -Be 1
        @($lines -match 'more in Plan').Count | Should -Be 1
        @($lines -match 'SELECT').Count | Should -Be 1
        $lines -match '^(WindowsWritten|RowsRead|PointsWritten|Requests)' | Should -BeNullOrEmpty
    }

    It 'is one line for each comparison' {
        $lines = Test-InfluxDownsample home @job | Format-Table | Show-At 80
        $lines[0] | Should -Match '^Target +Every +Windows +Match +Missing +Different +Extra +Empty$'
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
    }

    It 'is one line for each run of the history, and at 120 columns its range' {
        $runs = Get-InfluxDownsampleHistory home -Target raw -Database $hourly
        $lines = $runs | Show-At 80
        $lines[0] | Should -Match '^Table +Every +Outcome +Points +Started +Time$'
        $lines.Count | Should -Be ($runs.Count + 2)
        ($runs | Show-At 120)[0] | Should -Match ' From +To$'
    }

    It 'is the error of a run that failed, in place of its status' {
        Invoke-InfluxDownsample home @job -TargetMeasurement failed | Out-Null
        Invoke-InfluxDownsample home @job -TargetMeasurement failed -Aggregate max -ErrorAction SilentlyContinue | Out-Null
        $lines = Get-InfluxDownsampleHistory home -Target raw -Database $hourly | Show-At 80
        @($lines -match '^failed +1h +SchemaConflict ').Count | Should -Be 1
        @($lines -match '^failed +1h +Completed ').Count | Should -Be 1
    }

    It 'is a table of writes, and points that were repeated in a list' {
        $written = @{ time = 1; v = 1.5 }, @{ time = 1; v = 2.5 } | Write-InfluxPoints (New-Name m) -Connection raw -WarningAction SilentlyContinue
        ($written | Show-At 80) -match '^PointsRepeated +: 1$' | Should -Not -BeNullOrEmpty
        ($written | Format-Table | Show-At 80)[0] | Should -Match '^Path or measurement +Received +Written +Skipped +Rejected +Duration$'
    }
}
