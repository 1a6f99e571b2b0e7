BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'Disconnect-InfluxDatabase' {
    BeforeEach {
        # Connections of other files of the same session.
        Get-InfluxConnection | Disconnect-InfluxDatabase
        'a', 'b' | ForEach-Object { $null = Connect-InfluxDatabase http://127.0.0.1:1 -Name $_ -SkipCheck }
    }

    It 'forgets the named connection' {
        Disconnect-InfluxDatabase a
        (Get-InfluxConnection).Name | Should -Be b
    }

    It 'takes connections from the pipeline' {
        Get-InfluxConnection b | Disconnect-InfluxDatabase
        (Get-InfluxConnection).Name | Should -Be a
    }

    It 'forgets all without a name' {
        Disconnect-InfluxDatabase
        Get-InfluxConnection | Should -BeNullOrEmpty
    }
}
