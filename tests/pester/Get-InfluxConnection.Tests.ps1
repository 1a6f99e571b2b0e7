BeforeAll {
    . $PSScriptRoot/common.ps1
    'raw', 'Reserve 1' | ForEach-Object { $null = Connect-InfluxDatabase http://127.0.0.1:1 $_ -Name $_ -SkipCheck }
}

Describe 'Get-InfluxConnection' {
    It 'finds connections by name and wildcard' {
        (Get-InfluxConnection r*).Name | Should -Be 'raw', 'Reserve 1'
        (Get-InfluxConnection RAW).Database | Should -Be raw
    }

    It 'finds names as they are spelt in every culture' {
        $null = Connect-InfluxDatabase http://127.0.0.1:1 d -Name i -SkipCheck
        $culture = [cultureinfo]::CurrentCulture
        try {
            foreach ($name in 'tr-TR', 'az-Latn-AZ', 'en-US') {
                [cultureinfo]::CurrentCulture = $name
                (Get-InfluxConnection I).Name | Should -Be i
                (Get-InfluxConnection I*).Name | Should -Be i
                Complete 'Get-InfluxConnection I' | Should -Be i
                (Test-InfluxConnection I -Detailed).Message | Should -Not -Match 'no connection'
                ({ Invoke-InfluxDownsample x -Every 1h -Source I -Delay MINUTE } | Should -Throw -PassThru).FullyQualifiedErrorId | Should -BeLike 'InvalidParameter,*'
                ([pscustomobject]@{ time = 1; VISITS = 1 } | Remove-MeasurementColumn visits | Get-Member -MemberType NoteProperty).Name | Should -Be time
                # 'true' in capitals, and a name of a parameter: both have an I in other words.
                (@{ MINIMUMSAMPLES = 1; MEASUREMENT = 'x'; EVERY = '1H'; ENABLED = 'NO' } | Invoke-InfluxDownsample -Source I -Verbose 4>&1 | Out-String) | Should -Match 'not enabled'
            }
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
            Disconnect-InfluxDatabase i
        }
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
