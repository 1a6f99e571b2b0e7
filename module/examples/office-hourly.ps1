Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token
Connect-InfluxDatabase -Name downsampled -Uri $server -Database office_hourly -Token $token
$sql = @'
SELECT
  DATE_BIN(INTERVAL '1 hour', time) AS time,
  room,
  AVG(temperature) AS temperature,
  AVG(humidity) AS humidity,
  AVG(co2) AS co2
FROM occupancy
--In WHERE, time refers to <source_table>.time
WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-19T00:00:00Z'
--1 refers to the DATE_BIN column
GROUP BY 1, room
ORDER BY 1
'@
Invoke-InfluxQuery $sql -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h -TagColumn room -Connection downsampled

$influxql = "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-19T00:00:00Z' GROUP BY time(1h), room"
Invoke-InfluxQuery $influxql -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h_iql -TagColumn room -Connection downsampled
