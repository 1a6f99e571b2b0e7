using InfluxDownsample.Backfill;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

// backfill ADDRESS SOURCE-DATABASE TARGET-DATABASE MEASUREMENT EVERY NOW BATCH-SIZE [newest]
using var client = new InfluxClient(new ConnectionSettings { Uri = new Uri(args[0]), Edition = InfluxEdition.Core });
var runner = new DownsampleRunner(
    new DownsampleJob
    {
        Source = new MeasurementLocation(client, args[1], args[3]),
        Target = new MeasurementLocation(client, args[2], args[3]),
        Aggregation = new WindowAggregation { Every = InfluxDuration.Parse(args[4], "Every") },
        Range = new DownsampleRange
        {
            Now = TimeText.TryParse(args[5], out long now) ? now : throw new FormatException(args[5]),
            NewestFirst = args.Length > 7,
        },
        SettleTime = TimeSpan.Zero,
        Write = new WriteOptions { BatchSize = int.Parse(args[6], null) },
    },
    new SilentObserver());
await runner.RunAsync(CancellationToken.None);

// What a person measures: the largest this process has been.
using var self = System.Diagnostics.Process.GetCurrentProcess();
Console.WriteLine($"{runner.Report.Status} windows={runner.Report.WindowsWritten} points={runner.Report.PointsWritten} chunks={runner.Report.Chunks} peakMB={self.PeakWorkingSet64 / (1024 * 1024)}");
