BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    Connect-TestDatabase $server
    $sql = 'SELECT * FROM home ORDER BY time'
}

AfterAll {
    Stop-LocalServer $server
}

# Points are plain .NET: they mean the same in every runspace, whichever looks first, and go on doing so where they came from.
Describe 'A point' {
    BeforeEach {
        $points = Invoke-InfluxQuery $sql -Connection raw
    }

    AfterEach {
        @($points | Where-Object { $_.temp -gt 21 }).Count | Should -BeGreaterOrEqual 2
        $points.room | Should -Be hall, kitchen, kitchen
    }

    It 'is whole in ForEach-Object -Parallel' {
        $points | ForEach-Object -Parallel { "$($_.room) $($_.temp)" } | Sort-Object | Should -Be 'hall 20', 'kitchen 21.5', 'kitchen 22.5'
    }

    It 'is whole in a thread job' {
        Start-ThreadJob { ($using:points)[2].temp; ($using:points)[2].GetNanoseconds() } | Receive-Job -Wait -AutoRemoveJob | Should -Be 22.5, 1422838800000000000
    }

    It 'is whole in another runspace, with and without the module' {
        $shell = [powershell]::Create()
        try {
            $shell.AddScript('param($points) $points.temp').AddArgument($points).Invoke() | Should -Be 20, 21.5, 22.5
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'keeps what another runspace assigns' {
        $points | ForEach-Object -Parallel { $_.temp = $_.temp * 1.8 + 32 }
        $points.temp | Should -Be 68, 70.7, 72.5
        ($points | ConvertTo-InfluxLineProtocol -Measurement home)[0] | Should -Match 'temp=68[ ,]'
    }

    It 'shows its columns in Get-Member' {
        ($points | Get-Member -MemberType Properties).Name | Should -Be count, open, room, temp, time
    }

    It 'keeps its nanoseconds in Select-Object, a file and a job' {
        $table = New-Name nanos
        1767225600123456789, 1767225600123456790 | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints $table -Connection raw
        $fine = Invoke-InfluxQuery "SELECT * FROM $table ORDER BY time" -Connection raw
        ($fine | Select-Object time, v).time.Nanosecond | Should -Be 789, 790
        $file = Join-Path $TestDrive points.xml
        $fine | Export-Clixml $file
        (Import-Clixml $file).time.Nanosecond | Should -Be 789, 790
        $back = Start-Job { $using:fine } | Receive-Job -Wait -AutoRemoveJob
        $back.time.Nanosecond | Should -Be 789, 790
        ($back | ConvertTo-InfluxLineProtocol m -TagColumn @()) | Should -Be 'm v=1.5 1767225600123456789', 'm v=1.5 1767225600123456790'
    }

    It 'goes through Export-Csv' {
        $points | Export-Csv $TestDrive/points.csv
        (Import-Csv $TestDrive/points.csv).temp | Should -Be '20', '21.5', '22.5'
    }

    It 'is completed, by itself and behind a pipe' {
        $global:points = $points
        Complete '$points[0].te' | Should -Be temp
        Complete '$points | Sort-Object te' | Should -Be temp
        Complete '$points | Select-Object -Property ro' | Should -Be room
    }

    It 'is refused what its column cannot hold' {
        { $points[1].count = 5.5 } | Should -Throw "*Column 'count': the value '5.5' (Double) cannot be kept unchanged as an integer.*"
        $points[1].count | Should -Be 3
    }
}
