# A script of your own for any scheduler; for Azure Automation and for plans there is module/runbooks/Invoke-DownsamplePlan.ps1. It keeps no state of its own and may run as often as you like, on any machine:
# what is done is read from the target. It ends with an error when a job failed, after the others have run.
param(
    [Parameter(Mandatory)] [uri] $Server,
    [Parameter(Mandatory)] [securestring] $Token,
    [string] $SourceDatabase = 'office',
    [string] $TargetDatabase = 'office_hourly'
)

Connect-InfluxDatabase -Name raw -Uri $Server -Database $SourceDatabase -Token $Token | Out-Null
Connect-InfluxDatabase -Name downsampled -Uri $Server -Database $TargetDatabase -Token $Token | Out-Null

# One entry for each measurement and interval; the keys are parameters of Invoke-InfluxDownsample. The days are made of the hours.
$jobs = @(
    @{ Source = 'raw'; Measurement = 'occupancy'; Every = '1h'; Aggregate = 'rollup'; TargetMeasurement = 'occupancy_hours'; Delay = '20m'; Lookback = '6h' }
    @{ Source = 'downsampled'; Measurement = 'occupancy_hours'; Every = '1d'; Aggregate = 'rollup'; TargetMeasurement = 'occupancy_days' }
)
$jobs | Invoke-InfluxDownsample -Target downsampled -ErrorVariable failures -ErrorAction Continue

if ($failures) {
    $failed = $failures.Count -eq 1 ? 'A downsampling job failed' : "$($failures.Count) downsampling jobs failed, the first"
    throw "$failed with: $($failures[0])"
}
