Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token | Out-Null
Connect-InfluxDatabase -Name downsampled -Uri $server -Database office_hourly -Token $token | Out-Null

# What is wrong with the plan: nothing.
Test-InfluxDownsamplePlan ./module/examples/occupancy-plan.psd1 -Quiet

# Minutes, hours and days, each made of what the tier below has completed. Nobody writes to the sample: nothing has to settle.
$plan = @{ Path = './module/examples/occupancy-plan.psd1'; Source = 'raw'; Target = 'downsampled'; Stop = '2015-02-19'; SettleTime = '0s' }
Invoke-InfluxDownsample @plan

# Each tier against the one below, then hours and days against the raw rows themselves.
$tiers = Test-InfluxDownsample @plan
$tiers
$direct = @{ Every = '1h'; TargetDatabase = 'office_hours' }, @{ Every = '1d'; TargetDatabase = 'office_days' } |
    Test-InfluxDownsample occupancy -Aggregate rollup -Source raw -Target downsampled -Start 2015-02-03 -Stop 2015-02-19 -SettleTime 0s
$direct | Format-Table

# A value changed by hand is found and named, in its own tier and in the one above; then it is put back.
$hour = Invoke-InfluxQuery "SELECT * FROM occupancy WHERE time = '2015-02-10T09:00:00Z'" -Connection downsampled -Database office_hours
$kept = $hour.co2_max
$hour.co2_max = 5000
$hour | Write-InfluxPoints occupancy -Connection downsampled -Database office_hours | Out-Null
$changed = Test-InfluxDownsample @plan -Job hours, days | ForEach-Object { $_.Differences }
$changed
$hour.co2_max = $kept
$hour | Write-InfluxPoints occupancy -Connection downsampled -Database office_hours | Out-Null
