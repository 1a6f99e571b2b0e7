Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token | Out-Null
Connect-InfluxDatabase -Name downsampled -Uri $server -Database office_hourly -Token $token | Out-Null

# Fresh data: the last 25 hours of the sample once more, moved so that its last row is as old as this statement, into a measurement of their own.
$last = Invoke-InfluxQuery "SELECT MAX(time) AS time FROM occupancy WHERE time >= '2015-02-18T00:00:00Z' AND time < '2015-02-19T00:00:00Z'" -Connection raw
$age = [datetime]::UtcNow - $last.time
Invoke-InfluxQuery "SELECT * FROM occupancy WHERE time >= '2015-02-17T08:00:00Z' AND time < '2015-02-19T00:00:00Z'" -Connection raw |
    ForEach-Object { $_.time = $_.time + $age; $_ } |
    Write-InfluxPoints -Measurement occupancy_fresh -Connection raw

# The 24 hours up to this very moment. Neither end lies on a full hour, so the first and the last window are partial: means of some of
# their rows. Good to look at; a job that runs again would write other values for the same windows.
$sql = @'
SELECT
  DATE_BIN(INTERVAL '1 hour', time) AS time,
  room,
  AVG(temperature) AS temperature,
  AVG(humidity) AS humidity,
  AVG(co2) AS co2
FROM occupancy_fresh
WHERE time >= now() - INTERVAL '24 hours'
GROUP BY 1, room
ORDER BY 1
'@
Invoke-InfluxQuery $sql -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_24h -TagColumn room -Connection downsampled

$influxql = "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy_fresh WHERE time >= now() - 24h GROUP BY time(1h), room"
Invoke-InfluxQuery $influxql -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_24h_iql -TagColumn room -Connection downsampled

# The last 24 whole hours: both ends on full hours, so every window is complete and comes out the same each time. SQL alone can say
# date_trunc('hour', now()); InfluxQL has no such function and takes the ends as text, which 's' formats alike in every culture.
$now = [datetime]::UtcNow
$stop = $now.Date.AddHours($now.Hour)
$from = $stop.AddHours(-24).ToString('s') + 'Z'
$to = $stop.ToString('s') + 'Z'

$sql = @"
SELECT
  DATE_BIN(INTERVAL '1 hour', time) AS time,
  room,
  AVG(temperature) AS temperature,
  AVG(humidity) AS humidity,
  AVG(co2) AS co2
FROM occupancy_fresh
WHERE time >= '$from' AND time < '$to'
GROUP BY 1, room
ORDER BY 1
"@
Invoke-InfluxQuery $sql -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_24h_whole -TagColumn room -Connection downsampled

$influxql = "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy_fresh WHERE time >= '$from' AND time < '$to' GROUP BY time(1h), room"
Invoke-InfluxQuery $influxql -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_24h_whole_iql -TagColumn room -Connection downsampled
