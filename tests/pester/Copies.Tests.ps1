BeforeAll {
    . $PSScriptRoot/common.ps1
    $server = Start-LocalServer
    $null = Connect-InfluxDatabase $server.Address (New-Name copies) -Token $server.Token -WarningAction Ignore

    # Rows of two rooms; some stamps lie within 100 ns of the one before.
    function New-RandomRow([int] $Seed, [int] $Count = 24) {
        $random = [random]::new($Seed)
        $stamp = 1767225600000000000 + $random.Next(86400) * 1000000000L
        foreach ($number in 1..$Count) {
            $stamp += $random.Next(3) ? 86400000000000 + $random.Next(1000000000) : 1 + $random.Next(40)
            [pscustomobject]@{
                time = $stamp
                room = 'r' + $number % 2
                f    = ($random.NextDouble() - 0.5) * [math]::Pow(10, $random.Next(-9, 9))
                i    = $random.NextInt64() -shr $random.Next(63)
                u    = [ulong] $random.NextInt64() * 2
                b    = [bool] $random.Next(2)
                s    = ('plain', 'x,y;z', 'İı ß', "q`"uote", 'a b')[$random.Next(5)]
            }
        }
    }

    function Get-Line([string] $Table) {
        Invoke-InfluxQuery "SELECT * FROM $Table ORDER BY time" | ConvertTo-InfluxLineProtocol m
    }
}

AfterAll {
    Stop-LocalServer $server
}

# In the cultures of the system and in processes of their own. As for what is refused: nothing is, for none of these ways writes times as a culture does.
Describe 'Copies of random points' {
    It 'come back exact by <way>' -ForEach @(
        @{ way = 'Select-Object'; copy = { $points | Select-Object * } }
        @{ way = 'Export-Clixml'; copy = { $points | Export-Clixml $file; Import-Clixml $file } }
        @{ way = 'Start-Job'; copy = { Start-Job { $using:points } | Receive-Job -Wait -AutoRemoveJob } }
        @{ way = 'Start-ThreadJob'; copy = { Start-ThreadJob { $using:points } | Receive-Job -Wait -AutoRemoveJob } }
        @{ way = 'JSON'; copy = { $points | Select-Object $stamp, * -ExcludeProperty time | ConvertTo-Json | ConvertFrom-Json } }
        @{ way = 'CSV'; copy = { $points | Select-Object $stamp, * -ExcludeProperty time | Export-Csv $file; Import-Csv $file } }
    ) {
        $seed = Get-Random
        Write-Host "seed $seed"
        $from, $to = (New-Name from), (New-Name to)
        New-RandomRow $seed | Write-InfluxPoints $from -TagColumn room | Out-Null
        $points = Invoke-InfluxQuery "SELECT * FROM $from ORDER BY time"
        $file = Join-Path $TestDrive points
        $stamp = @{ n = 'time'; e = { $_.GetNanoseconds() } }
        $cultures = 'de-DE', 'en-GB', 'en-US', 'tr-TR', ''
        # Only the text of a CSV file minds the culture.
        foreach ($culture in $way -eq 'CSV' ? $cultures : (Get-Random $cultures)) {
            $before = [cultureinfo]::CurrentCulture
            [cultureinfo]::CurrentCulture = $culture
            try {
                # The numbers of a file are those of its culture; a column that text made a number of is one of floats or unsigned integers again.
                $said = $way -eq 'CSV' ? @{ Culture = [cultureinfo]::CurrentCulture; FieldType = @{ f = 'float'; u = 'unsigned' }; InferType = $true } : @{ FieldType = @{ u = 'unsigned' } }
                $result = & $copy | Write-InfluxPoints "$to$culture" -TagColumn room -Precision Nanosecond @said
            }
            finally {
                [cultureinfo]::CurrentCulture = $before
            }

            $result.PointsReceived, $result.PointsWritten, $result.PointsRepeated | Should -Be 24, 24, 0 -Because "of seed $seed in '$culture'"
            Get-Line "`"$to$culture`"" | Should -Be (Get-Line $from) -Because "of seed $seed in '$culture'"
        }
    }

    It 'count the points that they make one of' {
        $seed = Get-Random
        Write-Host "seed $seed"
        $from, $to = (New-Name from), (New-Name to)
        New-RandomRow $seed | Write-InfluxPoints $from -TagColumn room | Out-Null
        $points = Invoke-InfluxQuery "SELECT * FROM $from ORDER BY time"
        # JSON and CSV have seven digits of a second.
        $result = $points | ConvertTo-Json | ConvertFrom-Json | Write-InfluxPoints $to -TagColumn room -WarningVariable warned -WarningAction SilentlyContinue
        $apart = @($points | ForEach-Object { "$($_.room) $([math]::Floor([decimal] $_.GetNanoseconds() / 100))" } | Sort-Object -Unique).Count
        $result.PointsWritten, $result.PointsRepeated | Should -Be 24, (24 - $apart) -Because "of seed $seed"
        (Invoke-InfluxQuery "SELECT count(*) AS n FROM $to").n | Should -Be $apart
        @($warned).Count | Should -Be ($apart -lt 24 ? 1 : 0)
    }

    It 'of times with an offset come back from a file' {
        $at = [datetimeoffset]::new(2026, 1, 2, 3, 4, 5, [timespan]::FromHours(2)).AddTicks(1234567)
        [pscustomobject]@{ time = $at; v = 1.5 } | Export-Clixml $TestDrive/offset.xml
        Import-Clixml $TestDrive/offset.xml | ConvertTo-InfluxLineProtocol m | Should -Be 'm v=1.5 1767315845123456700'
        Import-Clixml $TestDrive/offset.xml | Sort-InfluxPoints | ConvertTo-InfluxLineProtocol m | Should -Be 'm v=1.5 1767315845123456700'
    }
}
