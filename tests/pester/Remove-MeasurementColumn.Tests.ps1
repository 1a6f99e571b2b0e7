BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $influxQl = 'SELECT temp, room FROM home'
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Remove-MeasurementColumn' {
    It 'leaves out the measurement of points and batches' {
        (Invoke-InfluxQuery $influxQl -Language InfluxQL -Connection raw | Remove-MeasurementColumn)[0].PSObject.Properties.Name | Should -Be time, temp, room
        (Invoke-InfluxQuery $influxQl -Language InfluxQL -Connection raw -AsBatch | Remove-MeasurementColumn).ColumnNames | Should -Be time, temp, room
    }

    It 'takes wildcards and any object' {
        ([pscustomobject]@{ a = 1; b1 = 2; b2 = 3 } | Remove-MeasurementColumn b*).PSObject.Properties.Name | Should -Be a
    }
}
