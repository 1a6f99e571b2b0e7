BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'New-InfluxDatabase' {
    It 'creates a database once' {
        New-InfluxDatabase fresh -Connection raw
        (Get-InfluxDatabase fresh -Connection raw).RetentionPeriod | Should -BeNullOrEmpty
        { New-InfluxDatabase fresh -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseExists,*'
        New-InfluxDatabase fresh -Force -Connection raw
    }

    It 'takes durations without quotes' {
        New-InfluxDatabase thirty -RetentionPeriod 30d -Connection raw
        (Get-InfluxDatabase thirty -Connection raw).RetentionPeriod.TotalDays | Should -Be 30
    }

    It 'creates nothing with -WhatIf' {
        New-InfluxDatabase imagined -Connection raw -WhatIf
        (Get-InfluxDatabase -Connection raw).Name | Should -Not -Contain imagined
    }
}
