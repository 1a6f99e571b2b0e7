BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'New-InfluxDatabase' {
    BeforeEach {
        $name = New-Name made
    }

    It 'creates a database once' {
        New-InfluxDatabase $name -Connection raw
        (Get-InfluxDatabase $name -Connection raw).RetentionPeriod | Should -BeNullOrEmpty
        { New-InfluxDatabase $name -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseExists,*'
        New-InfluxDatabase $name -Force -Connection raw
    }

    It 'takes durations without quotes' {
        New-InfluxDatabase $name -RetentionPeriod 30d -Connection raw
        (Get-InfluxDatabase $name -Connection raw).RetentionPeriod.TotalDays | Should -Be 30
    }

    It 'creates nothing with -WhatIf' {
        New-InfluxDatabase $name -Connection raw -WhatIf
        (Get-InfluxDatabase -Connection raw).Name | Should -Not -Contain $name
    }
}
