BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
}

AfterAll {
    Stop-LocalServer $server
}

Describe 'Write-InfluxPoints' {
    BeforeEach {
        Connect-TestDatabase $server
    }

    It 'writes what a query gave, tags and types included' {
        $result = Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Write-InfluxPoints -Measurement copy -Connection target
        $result.PointsWritten | Should -Be 3
        $copy = Invoke-InfluxQuery 'SELECT * FROM copy' -AsBatch -Connection target
        ($copy.Schema.Columns | Where-Object Role -eq Tag).Name | Should -Be room
        ($copy.Schema.Columns | Where-Object Name -eq count).Type | Should -Be Integer
    }

    It 'writes rows of a CSV file with the types they are given' {
        @'
time,room,v
2026-01-01T00:00:00Z,a,1
2026-01-01T00:00:01Z,b,2.5
'@ | ConvertFrom-Csv | Write-InfluxPoints -Measurement csv -TagColumn room -FieldType @{ v = 'float' } -Connection target | Out-Null
        (Invoke-InfluxQuery 'SELECT * FROM csv ORDER BY time' -Connection target).v | Should -Be 1, 2.5
    }

    It 'sends nothing with -WhatIf' {
        (Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | Write-InfluxPoints -Measurement copy -Connection target -WhatIf).PointsWritten | Should -Be 0
        Test-InfluxConnection target | Should -BeFalse
    }

    It 'reports one bad object and writes the others' {
        $result = [pscustomobject]@{ time = 1; v = 1 }, [pscustomobject]@{ v = 2 } |
            Write-InfluxPoints -Measurement m -Connection target -ErrorAction SilentlyContinue -ErrorVariable failed
        $result.PointsWritten | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'PointInvalid,*'
        $failed[0].TargetObject.v | Should -Be 2
    }

    It 'says so where nothing is piped, and asks nobody' {
        { Write-InfluxPoints -Measurement m -Connection target -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*' -ExpectedMessage '*no input*'
        { ConvertTo-InfluxLineProtocol m -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidParameter,*'
        (@() | Write-InfluxPoints -Measurement m -Connection target).PointsReceived | Should -Be 0
        (Write-InfluxPoints -Measurement m -Connection target -InputObject @()).PointsReceived | Should -Be 0
        (Write-InfluxPoints -Measurement m -Connection target -InputObject $null).PointsReceived | Should -Be 0
    }

    It 'shows its result as a list' {
        [pscustomobject]@{ time = 1; v = 1 } | Write-InfluxPoints -Measurement m -Connection target | Out-String | Should -Match 'PointsWritten\s+: 1'
    }
}
