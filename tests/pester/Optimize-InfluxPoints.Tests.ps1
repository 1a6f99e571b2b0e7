BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $sql = 'SELECT * FROM home ORDER BY temp'
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Optimize-InfluxPoints' {
    It 'sorts by time to the nanosecond' {
        Invoke-InfluxQuery $sql -Connection raw | Sort-InfluxPoints | ForEach-Object count | Should -Be 4, 3, 5
        Invoke-InfluxQuery $sql -Connection raw | Optimize-InfluxPoints -Descending | ForEach-Object count | Should -Be 5, 3, 4
    }

    It 'sorts by series and batches too' {
        (Invoke-InfluxQuery $sql -Connection raw -AsBatch | Sort-InfluxPoints Series).GetPoints().count | Should -Be 4, 3, 5
    }

    It 'sorts rows of a CSV file' {
        (@'
time,v
2026-01-02T00:00:00Z,2
2026-01-01T00:00:00Z,1
'@ | ConvertFrom-Csv | Sort-InfluxPoints).v | Should -Be '1', '2'
    }
}
