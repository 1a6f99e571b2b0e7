# Run from the folder that holds InfluxDownsample.psd1.
Connect-InfluxDatabase -Name raw -Uri http://127.0.0.1:8181 -Database office -Token $token
Import-InfluxLineProtocol ./module/examples/occupancy/occupancy.lp.gz -Precision Nanosecond -Connection raw
