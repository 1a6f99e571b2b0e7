BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    # A year of a row every two hours, more files than one query may read.
    $lines = 0..4379 | ForEach-Object { "long,room=r$($_ % 2) v=$_ $(1735689600 + 7200 * $_)000000000" }
    $null = Invoke-RestMethod "$($server.Address)api/v3/write_lp?db=$((Get-InfluxConnection raw).Database)" -Method Post -Headers @{ Authorization = "Bearer $($server.Token)" } -Body ($lines -join "`n")
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Get-InfluxPoints' {
    It 'reads a range that one query may not read' {
        { Invoke-InfluxQuery 'SELECT * FROM long' -Connection raw -ErrorAction Stop } | Should -Throw -ErrorId 'QueryTooLarge,*'
        $points = Get-InfluxPoints long -Connection raw
        $points.Count | Should -Be 4380
        $points[0].time | Should -Be ([datetime]'2025-01-01')
        $points[4379].v | Should -Be 4379
        ($points | Measure-Object v -Sum).Sum | Should -Be (4380 * 4379 / 2)
    }

    It 'gives the newest first, and no more than asked for' {
        (Get-InfluxPoints long -Descending -First 2 -Where @{ room = 'r0' } -Connection raw).v | Should -Be 4378, 4376
        (Get-InfluxPoints long -Connection raw | Select-Object -First 1).v | Should -Be 0
        (Get-InfluxPoints long -Start 2025-06-01 -Stop 2025-06-02 -AsBatch -Connection raw).RowCount | Should -Be 12
    }

    It 'gives times that a CSV file keeps in the form that its help shows' {
        $file = Join-Path $TestDrive points.csv
        @{ time = 1422835200123456700; v = 1.5 } | Write-InfluxPoints fine -Connection raw
        Get-InfluxPoints fine -Connection raw | Select-Object @{ Name = 'time'; Expression = { $_.time.ToString('o') } }, * -ExcludeProperty time | Export-Csv $file
        (Get-Content $file)[1] | Should -Be '"2015-02-02T00:00:00.1234567Z","1.5"'
        Import-Csv $file | Write-InfluxPoints fine -TagColumn @() -InferType -Connection target
        (Get-InfluxPoints fine -Connection target).GetNanoseconds() | Should -Be 1422835200123456700
    }

    It 'copies measurements from the pipeline' {
        Get-InfluxMeasurement home -Connection raw | Get-InfluxPoints | Write-InfluxPoints -Connection target
        (Get-InfluxPoints home -Connection target).temp | Should -Be 20, 21.5, 22.5
    }
}
