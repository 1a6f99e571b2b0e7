BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $raw = Get-InfluxConnection raw
    $token = ConvertTo-SecureString $server.Token -AsPlainText -Force
    $count = 'SELECT count(*) AS n FROM home'
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'A connection' {
    It 'works by value in ForEach-Object -Parallel' {
        1, 2 | ForEach-Object -Parallel {
            Import-Module $using:manifestPath
            (Invoke-InfluxQuery $using:count -Connection $using:raw).n
        } | Should -Be 3, 3
    }

    It 'works by value in a thread job, and for jobs of a list' {
        $target = New-Name hourly
        Start-ThreadJob {
            Import-Module $using:manifestPath
            (Invoke-InfluxQuery $using:count -Connection $using:raw).n
            @{ Measurement = 'home'; Every = '1h'; Source = $using:raw; TargetDatabase = $using:target; Now = '2015-02-02T03:00Z'; SettleTime = '0s' } | Invoke-InfluxDownsample | ForEach-Object Status
        } | Receive-Job -Wait -AutoRemoveJob | Should -Be 3, Completed
    }

    It 'is unknown by its name elsewhere, and the message says what to do' {
        $said = 1 | ForEach-Object -Parallel {
            Import-Module $using:manifestPath
            try { Invoke-InfluxQuery 'SELECT 1' -Connection raw } catch { "$($_.FullyQualifiedErrorId) $_" }
            try { Invoke-InfluxQuery 'SELECT 1' -Connection nowhere } catch { "$_" }
        }
        $said[0] | Should -BeLike "ConnectionNotFound,*Another runspace*'raw'*`$using:*"
        $said[1] | Should -Not -Match 'runspace'
    }

    It 'comes to another process without its token, and says so' {
        [System.Management.Automation.PSSerializer]::Serialize($raw) | Should -Not -Match ([regex]::Escape($server.Token))
        $said = Start-Job {
            Import-Module $using:manifestPath
            try { Invoke-InfluxQuery $using:count -Connection $using:raw } catch { "$($_.FullyQualifiedErrorId) $_"; $_.ErrorDetails.RecommendedAction }
            $null = Connect-InfluxDatabase ($using:raw).Uri ($using:raw).Database -Name raw -Token $using:token
            (Invoke-InfluxQuery $using:count -Connection $using:raw).n
        } | Receive-Job -Wait -AutoRemoveJob
        $said[0] | Should -BeLike "ConnectionNotFound,*another process*token*"
        $said[1] | Should -BeLike "*Connect-InfluxDatabase $($raw.Uri) $($raw.Database) -Name raw -Token `$using:token*"
        $said[2] | Should -Be 3
    }

    It 'reconnects in another process with the variables for its server' {
        Start-Job {
            $env:INFLUX_HOST = ($using:server).Address
            $env:INFLUX_TOKEN = ($using:server).Token
            Import-Module $using:manifestPath
            (Invoke-InfluxQuery $using:count -Connection $using:raw).n
        } | Receive-Job -Wait -AutoRemoveJob | Should -Be 3
    }
}
