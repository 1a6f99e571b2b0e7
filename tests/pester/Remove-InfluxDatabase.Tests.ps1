BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Remove-InfluxDatabase' {
    It 'removes what is named, also from the pipeline' {
        $name = New-Name made
        New-InfluxDatabase $name -Connection raw
        Remove-InfluxDatabase $name -WhatIf -Connection raw
        Get-InfluxDatabase $name -Connection raw | Remove-InfluxDatabase -Permanent -Connection raw
        { Remove-InfluxDatabase $name -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }
}
