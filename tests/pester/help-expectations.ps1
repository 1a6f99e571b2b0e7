# Dot-sourced by HelpExamples.Tests.ps1: what each example of docs/en-US is expected to give, beyond ending without an error.

# Runs before each example of a page.
$before = @{
    'Remove-InfluxMeasurement'    = {
        Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -Start -6h -TargetMeasurement occupancy_1h
    }
    'Get-InfluxDownsampleHistory' = { Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -Start -6h }
    'Test-InfluxDownsample'       = {
        Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -Start -6h
        Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -Start -6h -TargetMeasurement occupancy_1h
        Set-Plan
    }
    'Test-InfluxDownsamplePlan'   = { Set-Plan }
    'Invoke-InfluxDownsample'     = { Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -Start -6h }
}

# A plan over what is there.
function Set-Plan {
    Set-Content (Join-Path $folder plan.psd1) "@{ Measurements = 'occupancy'; Defaults = @{ Source = 'raw'; Target = 'downsampled'; TargetMeasurement = 'occupancy_1h' }; Tiers = @{ Every = '1h' } }"
}

# An example that shows what to do about an error gives one.
$allowedErrors = @{
    'Import-InfluxLineProtocol 2' = 'PartialWrite'
}

$expectations = @{
    'Connect-InfluxDatabase 1'        = { param($said) $said[0].Name -eq 'raw' -and $said[0].Edition -eq 'Core' }
    'Connect-InfluxDatabase 2'        = { param($said) $said[0].Name -eq 'default' -and $said[0].Organization -eq 'example' }
    'ConvertTo-InfluxLineProtocol 1'  = { param($said) $said.Count -in 12, 13 -and $said[1] -match '^occupancy_1h,room=office co2=[\d.]+ \d{19}$' }
    'ConvertTo-InfluxLineProtocol 2'  = { @(Get-Content (Join-Path $folder occupancy.lp)).Count -eq 2881 }
    'Disconnect-InfluxDatabase 1'     = { -not (Get-InfluxConnection).Where({ $_.Name -eq 'raw' }) }
    'Disconnect-InfluxDatabase 2'     = { -not (Get-InfluxConnection).Where({ $_.Name -like 'raw*' }) }
    'Export-InfluxChart 1'            = { ([xml](Get-Content (Join-Path $folder day.svg) -Raw)).svg.title -eq 'co2, temperature' }
    'Export-InfluxChart 2'            = { param($said) $said[-1].Name -eq 'co2.html' -and (Get-Content (Join-Path $folder co2.html) -Raw) -match 'min to max' }
    'Export-InfluxChart 3'            = { @(Select-Xml -Path (Join-Path $folder load.svg) -XPath "//*[local-name() = 'ellipse']").Count -eq 61 }
    'Get-InfluxConnection 1'          = { param($said) $said.Name -contains 'downsampled' }
    'Get-InfluxDatabase 1'            = { param($said) $said.Name -contains 'office' }
    'Get-InfluxDatabase 2'            = { param($said) $said[-1].Name -eq 'plant' -and $said[-1].RetentionPeriod -eq [timespan]::FromDays(30) }
    'Get-InfluxDownsampleHistory 1'   = { param($said) $said.Status -eq 'Completed' -and $said.PointsWritten -in 5, 6 }
    'Get-InfluxDownsampleHistory 2'   = { param($said) $said -eq 'Completed' }
    'Get-InfluxDownsampleHistory 3'   = { param($said) @($said).Count -eq 1 -and $said[0] -eq $true }
    'Get-InfluxMeasurement 1'         = { param($said) $said.Name -contains 'occupancy' -and $said.Name -contains 'load' }
    'Get-InfluxMeasurement 2'         = { param($said) $said[0].LastTime -eq $minute -and $said[0].FirstTime -eq $minute.AddMinutes(-2880) }
    'Get-InfluxMeasurement 3'         = { param($said) $said[0].Text -match '^SELECT date_bin' }
    'Get-InfluxPoints 1'              = { Test-Path (Join-Path $folder occupancy.csv) }
    'Get-InfluxPoints 2'              = { param($said) $said.Count -eq 10 -and $said[0].time -eq $minute -and "$($said[0].PSObject.Properties.Name)" -eq 'time room co2 temperature' }
    'Get-InfluxPoints 3'              = { param($said) $said[0].PointsWritten -eq 2881 + 401 }
    'Import-InfluxLineProtocol 1'     = { param($said) $said[0].PointsWritten -eq 20560 }
    'Import-InfluxLineProtocol 2'     = { param($said) ($said -match '^plant,line=a v="two" 2$').Count -eq 1 }
    'Invoke-InfluxDownsample 1'       = { param($said) $said[0].Status -eq 'Completed' -and $said[0].PointsWritten -in 46, 47, 48 }
    'Invoke-InfluxDownsample 2'       = { param($said) $said.Windows -gt 0 -and $said[0].Query -match 'SELECT' }
    'Invoke-InfluxDownsample 3'       = { param($said) $said.Count -eq 3 -and $said[0].PointsWritten -ge 400 -and $said[2].PointsWritten -ge 1 }
    'Invoke-InfluxDownsample 4'       = { param($said) $said.Count -eq 2 -and $said[0].PointsWritten -in 46, 47, 48 -and $said[1].PointsWritten -in 22, 23, 24 }
    'Invoke-InfluxDownsample 5'       = { param($said) $said[0].WindowsUnchanged -ge 5 -and $said[0].WindowsChanged -eq 0 }
    'Invoke-InfluxDownsample 6'       = { param($said) ($said | Where-Object { $_.PSObject.Properties['Job'] }).Job -join ' ' -eq 'occupancy/minutes load/minutes occupancy/hours load/hours occupancy/days' }
    'Invoke-InfluxDownsample 7'       = { param($said) $said.Count -eq 2 -and (Get-Content (Join-Path $folder run.html) -Raw) -match 'occupancy_b' }
    'Invoke-InfluxQuery 1'            = { param($said) $said.Count -eq 24 -and $said[0].room -eq 'office' -and $said[0].co2 -gt 400 }
    'Invoke-InfluxQuery 2'            = { param($said) $said.Count -in 24, 25 -and $said[1].'iox::measurement' -eq 'occupancy' }
    'Invoke-InfluxQuery 3'            = { param($said) $said.Count -eq 10 }
    'New-InfluxDatabase 1'            = { (Get-InfluxDatabase raw).RetentionPeriod -eq [timespan]::FromDays(30) -and (Get-InfluxDatabase downsampled) }
    'New-InfluxDatabase 2'            = { (Get-InfluxDatabase raw).RetentionPeriod -eq [timespan]::FromDays(30) }
    'New-InfluxDatabase 3'            = { (Get-InfluxDatabase -Connection new).Name -contains 'office' }
    'New-InfluxDownsampleQuery 1'     = { param($said) $said[0].PointsWritten -in 48, 49, 50 }
    'New-InfluxDownsampleQuery 2'     = { param($said) $said[0].Text -match 'temperature_max' -and $said[0].Text -match "2026-02-01" }
    'New-InfluxDownsampleQuery 3'     = { param($said) $said[0].Text -match 'Europe/Berlin' }
    'New-InfluxDownsampleQuery 4'     = { param($said) $said[0].Text -match '(?i)fill\(previous\)' -and "$($said[0].Language)" -eq 'InfluxQL' }
    'Optimize-InfluxPoints 1'         = { param($said) $said.Count -in 12, 13 -and $said[0].time -lt $said[1].time }
    'Optimize-InfluxPoints 2'         = { param($said) $said.Count -in 12, 13 -and $said[0].time -lt $said[1].time }
    'Remove-InfluxMeasurement 1'      = { param($said) $said.Count -eq 1 -and $said[0].PointsWritten -in 5, 6 }
    'Remove-MeasurementColumn 1'      = { param($said) $said[0].PointsWritten -in 12, 13 }
    'Remove-MeasurementColumn 2'      = { param($said) $said.Count -in 1380..1441 -and "$($said[0].PSObject.Properties.Name | Sort-Object)" -eq 'co2 occupied room temperature time' }
    'Set-InfluxDatabase 1'            = { param($said) $said[0].RetentionPeriod -eq [timespan]::FromDays(90) -and (Get-InfluxDatabase office -Connection raw).RetentionPeriod.Days -eq 90 }
    'Set-InfluxDatabase 2'            = { -not (Get-InfluxDatabase office -Connection raw).RetentionPeriod }
    'Test-InfluxConnection 1'         = { param($said) $said.Count -eq 0 }
    'Test-InfluxConnection 2'         = { param($said) $said[0].Reachable -and $said[0].DatabaseExists }
    'Test-InfluxDownsample 1'         = { param($said) $said[0].Match -in 5, 6 -and $said[0].Different -eq 0 }
    'Test-InfluxDownsample 2'         = { param($said) $said.Count -gt 0 }
    'Test-InfluxDownsample 4'         = { param($said) @($said).Count -ge 1 -and @($said.Where({ $_.Missing + $_.Different + $_.Extra -gt 0 })).Count -eq 0 -and $said[0].Match -in 5, 6 }
    'Test-InfluxDownsample 5'         = { param($said) $said.Count -eq 0 }
    'Test-InfluxDownsamplePlan 1'     = { param($said) $said[0].Key -eq 'Tiers[0].Agregate' -and $said[0].Line -eq 4 -and $said[0].Message -match 'Aggregate' }
    'Test-InfluxDownsamplePlan 2'     = { param($said) $said.Count -eq 0 }
    'Test-InfluxDownsamplePlan 3'     = { param($said) $said.Count -eq 0 }
    'Write-InfluxPoints 1'            = { param($said) $said[0].PointsWritten -in 12, 13 }
    'Write-InfluxPoints 2'            = { param($said) $said[0].PointsWritten -eq 1 }
    'Write-InfluxPoints 3'            = { param($said) $said[0].PointsReceived -in 12, 13 -and $said[0].PointsWritten -eq 0 }
    'Write-InfluxPoints 4'            = { param($said) $said[0].PointsWritten -in 12, 13 }
}

# The page of Cloud Dedicated manages clusters at another host: this one knows one database and answers one request.
function Start-CloudManagement {
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $job = Start-ThreadJob {
        # The end of the listener ends the job.
        $ErrorActionPreference = 'Stop'
        while ($true) {
            $client = ($using:listener).AcceptTcpClient()
            $stream = $client.GetStream()
            $reader = [System.IO.StreamReader]::new($stream)
            while ($reader.ReadLine()) { }
            $body = '[{"name":"plant","retentionPeriod":2592000000000000}]'
            $stream.Write([System.Text.Encoding]::ASCII.GetBytes("HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n$body"))
            $client.Dispose()
        }
    }
    [pscustomobject]@{ Address = "http://$($listener.LocalEndpoint)/"; Listener = $listener; Job = $job }
}

function Stop-CloudManagement([object] $Cloud) {
    $Cloud.Listener.Stop()
    $Cloud.Job | Wait-Job | Remove-Job -Force
}
