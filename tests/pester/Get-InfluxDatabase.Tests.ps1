BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Get-InfluxDatabase' {
    It 'lists databases by wildcard with their retention' {
        New-InfluxDatabase short_lived -RetentionPeriod 7d -Connection raw
        $database = Get-InfluxDatabase short_* -Connection raw
        $database.Name | Should -Be short_lived
        $database.RetentionPeriod | Should -Be ([timespan]::FromDays(7))
        $database | Out-String | Should -Match 'short_lived'
    }

    It 'says DatabaseNotFound for a name that is not there' {
        { Get-InfluxDatabase nosuch -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }
}
