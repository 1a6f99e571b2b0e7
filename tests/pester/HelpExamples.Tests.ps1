BeforeDiscovery {
    $examples = foreach ($page in Get-ChildItem "$PSScriptRoot/../../docs/en-US" -Filter *.md) {
        $number = 0
        [regex]::Matches((Get-Content $page -Raw), '(?s)```powershell\r?\n(.*?)```').ForEach({
            $number++
            @{ page = $page.BaseName; number = $number; code = $_.Groups[1].Value }
        })
    }
}

BeforeAll {
    . $PSScriptRoot/common.ps1
    . $PSScriptRoot/help-expectations.ps1
    $server = Start-LocalServer -New
    $other = Start-LocalServer -New
    $cloud = Start-CloudManagement

    # What pages take for granted: two days of a room up to now, a row a minute, as in the sample; and the load of a host, a row each ten minutes.
    $now = [datetime]::UtcNow
    $minute = $now.Date.AddMinutes([math]::Floor($now.TimeOfDay.TotalMinutes))
    $stamp = { param($minutes) ($minute.AddMinutes(-$minutes).Ticks - [datetime]::UnixEpoch.Ticks) * 100 }
    $lines = @(
        0..2880 | ForEach-Object { "occupancy,room=office temperature=$(20 + $_ % 7 / 10),humidity=40.5,light=$($_ % 500),co2=$(400 + $_ % 60).5,humidity_ratio=0.005,occupied=1i $(& $stamp $_)" }
        0..400 | ForEach-Object { "load,host=web01 load=$($_ % 4 / 4) $(& $stamp ($_ * 10))" }
    )
    $null = Invoke-RestMethod "$($server.Address)api/v3/write_lp?db=office" -Method Post -Headers @{ Authorization = "Bearer $($server.Token)" } -Body ($lines -join "`n")

    # Where examples run: the sample and files of the names that pages use.
    $folder = (New-Item (Join-Path $TestDrive examples) -ItemType Directory).FullName
    $null = New-Item (Join-Path $folder export), (Join-Path $folder module examples) -ItemType Directory
    Copy-Item (Join-Path $moduleRoot module examples occupancy) (Join-Path $folder module examples) -Recurse
    Set-Content (Join-Path $folder export one.lp) "plant,line=a v=1 1`nplant,line=a v=`"two`" 2"
    Set-Content (Join-Path $folder jobs.csv) "Measurement,Every,TargetMeasurement`noccupancy,1h,occupancy_a`noccupancy,2h,occupancy_b"

    # Runs an example with the connections and variables that pages use, and a target of its own.
    function Invoke-HelpExample([string] $Page, [string] $Code) {
        $target = New-Name target
        $raw = $Page -eq 'Import-InfluxLineProtocol' ? (New-Name imported) : 'office'
        foreach ($name in @{ raw = $raw; downsampled = $target; minutes = "${target}_1m"; hours = "${target}_1h"; days = "${target}_1d"; default = 'office'; old = 'office' }.GetEnumerator()) {
            $null = Connect-InfluxDatabase $server.Address $name.Value -Token $server.Token -Name $name.Key -SkipCheck
        }

        $null = Connect-InfluxDatabase $other.Address office -Token $other.Token -Name new -SkipCheck
        $token = $managementToken = ConvertTo-SecureString $server.Token -AsPlainText -Force
        $sql = "SELECT date_bin(INTERVAL '1 hour', time) AS time, room, avg(co2) AS co2 FROM occupancy WHERE time >= now() - INTERVAL '12 hours' GROUP BY 1, room ORDER BY 1"
        $influxql = 'SELECT MEAN(co2) AS co2 FROM occupancy WHERE time >= now() - 12h GROUP BY time(1h), room'
        function Read-Host { $token }
        # This server hides no rows, so no second look is needed.
        $PSDefaultParameterValues = @{ '*-InfluxDownsample:SettleTime' = '0s' }
        if ($before[$Page]) {
            $null = & $before[$Page]
        }

        # Hosts that are not here.
        $Code = $Code.Replace('https://influx.example.com:8181', $server.Address).Replace('https://eu-central-1-1.aws.cloud2.influxdata.com', $server.Address).Replace('https://console.influxdata.com/', $cloud.Address)
        $ErrorActionPreference = 'Continue'
        Push-Location $folder
        try {
            & ([scriptblock]::Create($Code)) 2>&1
        }
        finally {
            Pop-Location
        }
    }
}

AfterAll {
    Disconnect-InfluxDatabase
    Stop-CloudManagement $cloud
    Stop-LocalServer $server
    Stop-LocalServer $other
}

Describe 'The help' {
    It 'of <page> gives example <number>, which works' -ForEach $examples {
        $expected = $expectations["$page $number"]
        $said = @(Invoke-HelpExample $page $code)

        $errors = @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $allowed = $allowedErrors["$page $number"]
        $errors.Where({ -not $allowed -or $_.FullyQualifiedErrorId -notlike "$allowed,*" }) | Should -BeNullOrEmpty -Because $code
        if ($expected) {
            $given = @($said | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] })
            & $expected $given | Should -BeTrue -Because "$code gave $($given | Select-Object -First 3 | Out-String)"
        }
    }

    It 'has no expectation of an example that is gone' {
        $there = $examples.ForEach({ "$($_.page) $($_.number)" })
        $expectations.Keys.Where({ $_ -notin $there }) | Should -BeNullOrEmpty
    } -ForEach @(@{ examples = $examples })
}
