BeforeAll {
    . $PSScriptRoot/common.ps1
    'raw', 'Reserve 1' | ForEach-Object { $null = Connect-InfluxDatabase http://127.0.0.1:1 $_ -Name $_ -SkipCheck }
}

Describe 'Get-InfluxConnection' {
    It 'finds connections by name and wildcard' {
        (Get-InfluxConnection r*).Name | Should -Be 'raw', 'Reserve 1'
        (Get-InfluxConnection RAW).Database | Should -Be raw
    }

    It 'reports an unknown name' {
        { Get-InfluxConnection nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'ConnectionNotFound,*'
    }

    It 'completes names' {
        Complete 'Get-InfluxConnection re' | Should -Be "'Reserve 1'"
        Complete 'Invoke-InfluxQuery -Connection ra' | Should -Be raw
    }

    It 'shows a table' {
        Get-InfluxConnection raw | Out-String | Should -Match 'Name\s+Uri\s+Database\s+Edition'
    }
}
