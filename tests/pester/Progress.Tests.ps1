BeforeDiscovery {
    # Rows for three seconds.
    $slow = '& { 1..12 | ForEach-Object { Start-Sleep -Milliseconds 250; [pscustomobject]@{ time = $_; v = $_ + 0.5 } } }'

    # Each row with each: 177,147 of them, in as many batches as a server makes of that.
    $each = 'SELECT a.time AS time FROM home a' + -join (98..107 | ForEach-Object { " CROSS JOIN home $([char]$_)" })
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server

    # The progress records of a script that runs in a runspace of its own.
    function Get-Progress([string] $Script) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($manifestPath, $connection, $folder) Import-Module $manifestPath; ' + $Script).AddArgument($manifestPath).AddArgument((Get-InfluxConnection raw)).AddArgument("$TestDrive")
            $null = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            , @($shell.Streams.Progress | Where-Object Activity -NotMatch 'Loading|Preparing')
        }
        finally {
            $shell.Dispose()
        }
    }
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Progress' {
    It 'is shown by <what> after two seconds, and taken away' -ForEach @(
        @{ what = 'Invoke-InfluxQuery'; script = "Invoke-InfluxQuery '$each' -AsBatch -Connection `$connection | ForEach-Object { Start-Sleep -Milliseconds 400 }"; shown = '^\d+ rows?, \d+ rows?/s$' }
        @{ what = 'Write-InfluxPoints'; script = "$slow | Write-InfluxPoints slow -Connection `$connection -BatchSize 2 -Precision Second -WarningAction Ignore"; shown = '^\d+ points?, \d+ points?/s$' }
        @{ what = 'Invoke-InfluxDownsample'; script = 'Invoke-InfluxDownsample home -Every 1h -Source $connection -TargetMeasurement progress -Now 2015-02-02T03:00Z -SettleTime 4s'; shown = '^(reading what source and target hold|\d of \d windows?(, \d+ points?, \d+ points?/s)?)$' }
        @{ what = 'Test-InfluxDownsample'; script = 'Test-InfluxDownsample home -Every 1h -Source $connection -TargetMeasurement nothing -Now 2015-02-02T03:00Z -SettleTime 4s -WarningAction Ignore'; shown = '^(reading what source and target hold|\d of \d windows?)$' }
        @{ what = 'Optimize-InfluxPoints'; script = "1..300 | ForEach-Object { if (`$_ -eq 2) { Start-Sleep 3 }; [pscustomobject]@{ time = `$_; v = 1 } } | Sort-InfluxPoints"; shown = '^(collecting|sorting)$' }
    ) {
        $records = Get-Progress $script
        $said = @($records | Where-Object RecordType -EQ Processing)
        $said.Count | Should -BeGreaterThan 0
        $said.Count | Should -BeLessThan 30
        $said[-1].StatusDescription | Should -Match $shown
        $records.StatusDescription | Should -Not -Match '(^|\D)0 (point|row)s?/s'
        $records[-1].RecordType | Should -Be Completed
        @($records.ActivityId | Sort-Object -Unique).Count | Should -Be 1
    }

    It 'is shown by Import-InfluxLineProtocol after two seconds, and taken away' {
        $slow = Start-LocalServer -New -Arguments '--delay', '1200'
        try {
            Set-Content $TestDrive/three.lp 'slow v=1 1', 'slow v=2 2', 'slow v=3 3'
            $connection = "$($slow.Address)?token=$($slow.Token)&database=slow"
            $records = Get-Progress "Import-InfluxLineProtocol `$folder/three.lp -BatchSize 1 -ThrottleLimit 1 -SkipSchemaCheck -Connection '$connection'"
            $said = @($records | Where-Object RecordType -EQ Processing)
            $said[0].Activity | Should -BeLike 'Importing *three.lp'
            $said[-1].StatusDescription | Should -Match '^(1 point|2 points), 1 point/s$'
            $said[-1].PercentComplete | Should -BeGreaterThan 0
            $records[-1].RecordType | Should -Be Completed
            @($records.ActivityId | Sort-Object -Unique).Count | Should -Be 1
        }
        finally {
            Stop-LocalServer $slow
        }
    }

    It 'is not shown by what takes less' {
        Get-Progress 'Invoke-InfluxQuery "SELECT * FROM home" -Connection $connection | Sort-InfluxPoints | Write-InfluxPoints quick -Connection $connection' | Should -BeNullOrEmpty
    }

    It 'is silent where nobody looks' {
        $script = Join-Path $TestDrive silent.ps1
        $slow = '& { 1..12 | ForEach-Object { Start-Sleep -Milliseconds 250; [pscustomobject]@{ time = $_; v = $_ + 0.5 } } }'
        Set-Content $script "Import-Module '$manifestPath'; $slow | Sort-InfluxPoints | ForEach-Object v"
        $shell = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
        if ([System.Environment]::ProcessPath -match 'dotnet(\.exe)?$') {
            $shell.ArgumentList.Add((Join-Path $PSHOME pwsh.dll))
        }

        foreach ($argument in '-NoLogo', '-NoProfile', '-NonInteractive', '-File', $script) {
            $shell.ArgumentList.Add($argument)
        }

        $shell.RedirectStandardOutput = $shell.RedirectStandardError = $true
        $process = [System.Diagnostics.Process]::Start($shell)
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        ($output.Trim() -split '\r?\n').Count | Should -Be 12
        $output | Should -Not -Match 'Sorting'
        $errors.Result | Should -BeNullOrEmpty
    }
}
