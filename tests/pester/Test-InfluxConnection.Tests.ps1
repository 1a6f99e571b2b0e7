BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Test-InfluxConnection' {
    It 'is true for what works and false for what does not' {
        Test-InfluxConnection raw | Should -BeTrue
        Test-InfluxConnection target | Should -BeFalse
        Test-InfluxConnection nosuch | Should -BeFalse
        Test-InfluxConnection http://127.0.0.1:1 | Should -BeFalse
    }

    It 'tells in detail what it found' {
        $found = Test-InfluxConnection target -Detailed
        $found.Reachable, $found.Authenticated, $found.DatabaseExists | Should -Be $true, $true, $false
        $found.Message | Should -Match 'not found'
        $found | Out-String | Should -Match 'Latency +: [0-9.]+ s\b'
    }
}
