# Minutes, hours and days of the sample: each tier is made of the one before it, and stays exact, since rollup keeps count, sum, min and max.
#   Test-InfluxDownsamplePlan ./module/examples/occupancy-plan.psd1
#   Invoke-InfluxDownsample -Path ./module/examples/occupancy-plan.psd1
@{
    # Never a token: TokenVariable names the environment variable that holds it. A registered connection needs no entry.
    Connections  = @{
        raw         = @{ Uri = 'http://127.0.0.1:8181'; Database = 'office'; TokenVariable = 'INFLUX_TOKEN' }
        downsampled = @{ Uri = 'http://127.0.0.1:8181'; TokenVariable = 'INFLUX_TOKEN' }
    }

    # Any parameter of Invoke-InfluxDownsample, for all tiers.
    Defaults     = @{ Source = 'raw'; Target = 'downsampled'; Aggregate = 'rollup'; Delay = '20m'; Lookback = '6h' }

    # Wildcards, too.
    Measurements = 'occupancy'

    # A database that is not there is created with the retention of its tier. The sample is of 2015: elsewhere minutes are kept for a month or so.
    Tiers        = @(
        @{ Name = 'minutes'; Every = '1m'; TargetDatabase = 'office_minutes'; Retention = '30y' }
        @{ Name = 'hours'; Every = '1h'; TargetDatabase = 'office_hours'; Retention = '50y' }
        @{ Name = 'days'; Every = '1d'; TargetDatabase = 'office_days'; Retention = 'none' }
    )

    # What is otherwise for some measurements or tiers.
    Jobs         = @(
        @{ Tier = 'minutes'; ChunkSize = '2d' }
    )
}
