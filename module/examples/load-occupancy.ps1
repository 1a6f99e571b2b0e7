# The sample, into the database office of the server at $server with the token $token. Run from the folder that holds InfluxDownsample.psd1.
Connect-InfluxDatabase -Name raw -Uri $server -Database office -Token $token | Out-Null
Import-InfluxLineProtocol ./module/examples/occupancy/occupancy.lp.gz -Precision Nanosecond -Connection raw
