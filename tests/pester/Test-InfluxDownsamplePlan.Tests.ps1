BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $target = New-Name planned
    $plan = Join-Path $TestDrive plan.psd1
    $text = @"
@{
    Connections  = @{
        influx = @{ Uri = '$($server.Address)'; Database = '$((Get-InfluxConnection raw).Database)'; TokenVariable = 'PLAN_TESTS_TOKEN' }
    }
    Defaults     = @{ Source = 'influx'; Aggregate = 'rollup'; TargetDatabase = '$target'; TargetMeasurement = '{measurement}_{every}'; SettleTime = '0s' }
    Measurements = 'home'
    Tiers        = @(
        @{ Name = 'hours'; Every = '1h' }
        @{ Name = 'days'; Every = '1d'; TimeZone = 'UTC' }
    )
}
"@
    Set-Content $plan $text

    # The lines that a console of a width shows; it leaves its last column free.
    function Show-At([int] $Width, [Parameter(ValueFromPipeline)] $InputObject) {
        begin { $all = @() }
        process { $all += $InputObject }
        end { ($all | Out-String -Width ($Width - 1)) -split '\r?\n' | Where-Object { $_.Trim() } | ForEach-Object TrimEnd }
    }

    # What a scheduler runs: a process of its own, whose exit code tells.
    function Invoke-Scheduled([string] $Path) {
        $env:PLAN_TESTS_TOKEN = $server.Token
        $start = @(if ([System.Environment]::ProcessPath -match 'dotnet(\.exe)?$') { Join-Path $PSHOME pwsh.dll })
        $command = "Import-Module '$manifestPath'; Invoke-InfluxDownsample -Path '$Path' -InformationAction Continue"
        $said = & ([System.Environment]::ProcessPath) @start -NoProfile -NonInteractive -Command $command 2>&1
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Text = ($said | Out-String) }
    }
}

AfterAll {
    Remove-Item env:PLAN_TESTS_TOKEN -ErrorAction Ignore
    Stop-LocalServer $server
}

Describe 'A plan' {
    It 'is run by a process with exit code 0, and 1 when a job fails' {
        $run = Invoke-Scheduled $plan
        $run.ExitCode | Should -Be 0 -Because $run.Text
        $run.Text | Should -Match 'plan\.psd1: 2 Completed; \d+ windows and \d+ points written in '
        $broken = Join-Path $TestDrive broken.psd1
        Set-Content $broken $text.Replace("'home'", "'home', 'nothing'")
        (Invoke-Scheduled $broken).ExitCode | Should -Be 1
        Set-Content $broken $text.Replace("'1d'", "'1 day'")
        $refused = Invoke-Scheduled $broken
        $refused.ExitCode | Should -Be 1
        $refused.Text -replace '\s+', ' ' -replace ' \| ', ' ' | Should -Match "broken.psd1, line 9, Tiers\[1\].Every:"
    }

    It 'shows a line for each job, at 80 columns' {
        $lines = Invoke-InfluxDownsample -Path $plan -Source raw -WarningAction Ignore | Show-At 80
        $lines[0] | Should -Match '^Job +Status +Windows +Points +Time$'
        @($lines -match '^home/(hours|days) +(Completed|NothingToDo) ').Count | Should -Be 2
        $lines | ForEach-Object { $_.Length | Should -BeLessThan 80 }
        $lines = Invoke-InfluxDownsample -Path $plan -Source raw -Job days -WarningAction Ignore | Format-List | Show-At 80
        @($lines -match '^Job +: home/days$').Count | Should -Be 1
    }

    It 'shows what is wrong by file, line and key, at <_> columns' -ForEach 80, 120 {
        $width = $_
        Set-Content (Join-Path $TestDrive wrong.psd1) $text.Replace('SettleTime', 'SetleTime').Replace("'1h'", "'1 hour'")
        $lines = Test-InfluxDownsamplePlan (Join-Path $TestDrive wrong.psd1) | Show-At $_
        @($lines -match '^ *File: .*wrong\.psd1$').Count | Should -Be 1
        $lines -match '^ +5 +Error +Defaults\.SetleTime$' | Should -Not -BeNullOrEmpty
        $lines -match '^ +8 +Error +Tiers\[0\]\.Every$' | Should -Not -BeNullOrEmpty
        ($lines -join ' ') -replace ' +', ' ' | Should -Match "'SetleTime' is nothing that defaults has\."
        $lines | Where-Object { $_ -notmatch '^ *File' } | ForEach-Object { $_.Length | Should -BeLessThan $width }
        # Lines end at blanks.
        foreach ($message in (Test-InfluxDownsamplePlan (Join-Path $TestDrive wrong.psd1)).Message) {
            (($lines -join ' ') -replace ' +', ' ').Contains($message) | Should -BeTrue -Because $message
        }
        Get-ChildItem $TestDrive -Filter wrong.psd1 | Test-InfluxDownsamplePlan -Quiet | Should -BeFalse
        Get-ChildItem $TestDrive -Filter plan.psd1 | Test-InfluxDownsamplePlan -Quiet | Should -BeTrue
    }
}
