BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Set-InfluxDatabase' {
    It 'changes how long rows are kept' {
        $name = New-Name made
        New-InfluxDatabase $name -Connection raw
        (Set-InfluxDatabase $name -RetentionPeriod 30d -Connection raw).RetentionPeriod.TotalDays | Should -Be 30
        Get-InfluxDatabase $name -Connection raw | Set-InfluxDatabase -RetentionPeriod None -Connection raw
        (Get-InfluxDatabase $name -Connection raw).RetentionPeriod | Should -BeNullOrEmpty
    }
}
