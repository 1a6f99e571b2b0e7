BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Connect-InfluxDatabase' {
    It 'registers the connection and says what the server is' {
        $connection = Connect-InfluxDatabase $server.Address -Token $server.Token -Name home
        $connection.Edition | Should -Be Core
        $connection.ServerVersion | Should -Match '^3\.'
        (Get-InfluxConnection home).Uri | Should -Be $server.Address
    }

    It 'shows the token nowhere' {
        $connection = Connect-InfluxDatabase $server.Address -Token (ConvertTo-SecureString $server.Token -AsPlainText -Force) -Verbose 4>&1
        $connection | ConvertTo-Json -Depth 5 | Should -Not -Match $server.Token
        $connection | Format-List * -Force | Out-String | Should -Not -Match $server.Token
    }

    It 'says of a connection string that lost its address how it is written, and shows no token' {
        # Strict mode would find the variable $server? before the module sees anything of it.
        Set-StrictMode -Off
        $address, $token = $server.Address, $server.Token
        $server = $address
        $said = { Invoke-InfluxQuery 'SELECT 1' -Connection "$server?token=$token&database=office" } | Should -Throw -PassThru
        $said.FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
        $said.ErrorDetails.RecommendedAction | Should -BeLike '*$`{server}`?token=$`{token}&database=*'
        $said | Format-List * -Force | Out-String -Width 500 | Should -Not -Match $token
        $said.Exception | Format-List * -Force | Out-String -Width 500 | Should -Not -Match $token
    }

    It 'ends with the id <id> for <uri>' -ForEach @(
        @{ uri = 'http://127.0.0.1:1'; id = 'ConnectionFailed' }
        @{ uri = 'http://influx.example.test'; id = 'InsecureConnection' }
        @{ uri = 'office'; id = 'InvalidParameter' }
    ) {
        { Connect-InfluxDatabase $uri -Token t } | Should -Throw -ErrorId "$id,*"
    }

    It 'ends with AuthenticationFailed for a wrong token' {
        { Connect-InfluxDatabase $server.Address -Token wrong } | Should -Throw -ErrorId 'AuthenticationFailed,*'
    }
}

Describe 'A connection of the environment' {
    BeforeEach {
        Disconnect-InfluxDatabase *
        $env:INFLUX_HOST = $server.Address
        $env:INFLUX_DATABASE = New-Name environment
    }

    AfterEach {
        Remove-Item Env:INFLUX_HOST, Env:INFLUX_DATABASE, Env:INFLUX_TOKEN -ErrorAction Ignore
    }

    # As Get-Content -Raw gives a file of a token, and as it is pasted.
    It 'takes a token with <what> around it, and shows it nowhere' -ForEach @(
        @{ what = 'nothing'; before = ''; after = '' }
        @{ what = 'a line feed'; before = ''; after = "`n" }
        @{ what = 'a Windows line end'; before = ''; after = "`r`n" }
        @{ what = 'blanks and a tab'; before = '  '; after = " `t" }
    ) {
        $env:INFLUX_TOKEN = $before + $server.Token + $after
        $said = & {
            $DebugPreference = 'Continue'
            @{ time = 1; v = 1.5 } | Write-InfluxPoints m -Verbose
            Invoke-InfluxQuery 'SELECT v FROM m' -Verbose
            Get-InfluxDatabase -Verbose
        } *>&1
        ($said | Where-Object { $_.PSObject.Properties['v'] }).v | Should -Be 1.5
        ($said | Format-List * -Force | Out-String) + ($said | Out-String) | Should -Not -Match $server.Token
    }

    It 'is refused a token of two lines, which is told nowhere' {
        $env:INFLUX_TOKEN = "$($server.Token)`nsecond"
        $failure = { Invoke-InfluxQuery 'SELECT 1' } | Should -Throw -ErrorId 'InvalidParameter,*' -PassThru
        "$failure" | Should -BeLike "*INFLUX_TOKEN*line break*"
        $failure | Format-List * -Force | Out-String | Should -Not -Match "$($server.Token)|second"
    }

    It 'says that a wrong token is wrong, and not which' {
        $env:INFLUX_TOKEN = "wrong-token-of-nobody`n"
        $failure = { Invoke-InfluxQuery 'SELECT 1' } | Should -Throw -ErrorId 'AuthenticationFailed,*' -PassThru
        ($failure | Format-List * -Force | Out-String) + $failure.Exception | Should -Not -Match 'wrong-token-of-nobody'
    }
}
