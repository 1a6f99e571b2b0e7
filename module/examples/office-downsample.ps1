Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token | Out-Null
Connect-InfluxDatabase -Name downsampled -Uri $server -Database office_hourly -Token $token | Out-Null

# The hours of the sample, each written once.
Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -TargetMeasurement '{measurement}_{every}_job' -Field temperature, humidity, co2 -Start 2015-02-02 -Stop 2015-02-19

# Again, as a schedule does. The last day is computed again and compared: late rows would show.
Invoke-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -TargetMeasurement '{measurement}_{every}_job' -Field temperature, humidity, co2 -Stop 2015-02-19 -Lookback 1d

# Every hour of the target against the raw rows, and what the target remembers of its runs.
Test-InfluxDownsample occupancy -Every 1h -Source raw -Target downsampled -TargetMeasurement '{measurement}_{every}_job' -Field temperature, humidity, co2 -Stop 2015-02-19
Get-InfluxDownsampleHistory -Target downsampled
