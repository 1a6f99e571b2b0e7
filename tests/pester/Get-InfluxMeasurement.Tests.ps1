BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Get-InfluxMeasurement' {
    It 'shows tags, fields and types' {
        $home_ = Get-InfluxMeasurement ho* -Connection raw
        $home_.Name | Should -Be home
        $home_.Tags | Should -Be room
        $home_.Fields.Name | Sort-Object | Should -Be count, open, temp
        $home_ | Out-String | Should -Match 'home'
    }

    It 'finds the first and the last time' {
        $range = Get-InfluxMeasurement home -Range -Connection raw
        $range.FirstTime | Should -Be ([datetime]'2015-02-02T00:00:00')
        $range.LastTime | Should -Be ([datetime]'2015-02-02T01:00:00')
    }

    It 'says MeasurementNotFound for a name that is not there' {
        { Get-InfluxMeasurement nosuch -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'MeasurementNotFound,*'
    }
}
