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
        $name = New-Name short_lived
        New-InfluxDatabase $name -RetentionPeriod 7d -Connection raw
        $database = Get-InfluxDatabase "$($name.Substring(0, 30))*" -Connection raw
        $database.Name | Should -Be $name
        $database.RetentionPeriod | Should -Be ([timespan]::FromDays(7))
        $database | Out-String | Should -Match "short_lived\w+ +7\.00:00:00"
        Get-InfluxDatabase (Get-InfluxConnection raw).Database -Connection raw | Out-String | Should -Match 'db\w+ +none'
    }

    It 'says DatabaseNotFound for a name that is not there' {
        { Get-InfluxDatabase nosuch -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }
}
