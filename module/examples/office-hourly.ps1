Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token | Out-Null
Connect-InfluxDatabase -Name downsampled -Uri $server -Database office_hourly -Token $token | Out-Null

# A query for each day of the sample: InfluxDB 3 Core reads at most 432 files in one, and a table has a file for every ten minutes with rows.
$days = 0..16 | ForEach-Object { ([datetime]'2015-02-02').AddDays($_) }
$sql = foreach ($day in $days) {
    @"
SELECT
  DATE_BIN(INTERVAL '1 hour', time) AS time,
  room,
  AVG(temperature) AS temperature,
  AVG(humidity) AS humidity,
  AVG(co2) AS co2
FROM occupancy
--In WHERE, time refers to <source_table>.time
WHERE time >= '$($day.ToString('s'))Z' AND time < '$($day.AddDays(1).ToString('s'))Z'
--1 refers to the DATE_BIN column
GROUP BY 1, room
ORDER BY 1
"@
}
$sql | Invoke-InfluxQuery -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h -TagColumn room -Connection downsampled

$influxql = foreach ($day in $days) {
    "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy WHERE time >= '$($day.ToString('s'))Z' AND time < '$($day.AddDays(1).ToString('s'))Z' GROUP BY time(1h), room"
}
$influxql | Invoke-InfluxQuery -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h_iql -TagColumn room -Connection downsampled
