using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Every function of the contract, in both languages, against a plain calculation over the published occupancy data.</summary>
public sealed class DownsampleFunctionTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] s_fields = ["temperature", "co2", "occupied"];

    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        // One query over all of the sample, against one calculation from its file; a server that holds it in files wants it in pieces.
        _server = await LocalServerHost.StartAsync(TestServers.Options with { QueryFileLimit = 0 });
        _engine.Run($"""
            Connect-InfluxDatabase {_server.Address} office
            Import-InfluxLineProtocol '{Path.Combine(Checkout.Root, "module", "examples", "occupancy", "occupancy.lp.gz")}'
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("Sql", "'mean','sum','count','min','max','first','last','median','stddev','spread','mode','p50','percentile(95)'")]
    [InlineData("InfluxQL", "'mean','sum','count','min','max','first','last','median','stddev','spread','mode','p50','percentile(95)'")]
    public void Functions_equal_the_reference(string language, string functions)
    {
        Answer answer = _engine.Run($"""
            New-InfluxDownsampleQuery occupancy -Every 1h -Start 2015-02-01 -Stop 2015-02-19 -Field {string.Join(',', s_fields)} -Aggregate {functions} -Language {language} | Invoke-InfluxQuery
            """).Succeed();

        Dictionary<DateTime, Dictionary<string, string>[]> hours = OccupancyCsv.Rows()
            .GroupBy(row => OccupancyCsv.TimeOf(row).Date.AddHours(OccupancyCsv.TimeOf(row).Hour))
            .ToDictionary(hour => hour.Key, hour => hour.ToArray());
        Assert.Equal(hours.Keys.Order(), answer.Output.Select(row => (DateTime)row.Properties["time"].Value));
        foreach (PSObject row in answer.Output)
        {
            Assert.Equal("office", row.Properties["room"].Value);
            Dictionary<string, string>[] raw = hours[(DateTime)row.Properties["time"].Value];
            foreach (string field in s_fields)
            {
                double[] values = [.. raw.Select(source => double.Parse(source[field], CultureInfo.InvariantCulture))];
                foreach (string function in functions.Replace("'", "", StringComparison.Ordinal).Replace("percentile(95)", "p95", StringComparison.Ordinal).Split(','))
                {
                    Check(field, function, values, row.Properties[$"{field}_{function}"].Value);
                }
            }
        }
    }

    [Fact]
    public void Rows_of_a_day_add_up_whatever_the_window()
    {
        long[] counts = [.. new[] { "1m", "7m", "1h", "1d", "1w", "1mo", "1q", "1y" }.Select(every => _engine.Run(
            $"New-InfluxDownsampleQuery occupancy -Every {every} -Field co2 -Aggregate count | Invoke-InfluxQuery").Succeed().Output.Sum(row => (long)row.Properties["co2"].Value))];

        Assert.All(counts, count => Assert.Equal(20_560, count));
    }

    private static void Check(string field, string function, double[] values, object actual)
    {
        // What may lie between two integers is a float.
        bool whole = field == "occupied" && function is not ("mean" or "stddev" or "median" or "p50" or "p95");
        // An older server estimates those of integers as integers.
        if (!TestServers.Are36 || function is not ("p50" or "p95"))
        {
            Assert.Equal(whole || function == "count" ? typeof(long) : typeof(double), actual.GetType());
        }

        double number = Convert.ToDouble(actual, CultureInfo.InvariantCulture);
        double[] sorted = [.. values.Order()];
        double mean = values.Average();
        switch (function)
        {
            case "mode":
                // Which of several most frequent values is given is open.
                Assert.Equal(values.GroupBy(value => value).Max(group => group.Count()), values.Count(value => value == number));
                break;
            case "p50" or "p95":
                // The nearest rank in InfluxQL, between two in SQL.
                double rank = (function == "p50" ? 0.5 : 0.95) * values.Length;
                Assert.InRange(number, sorted[Math.Max(0, (int)rank - 2)], sorted[Math.Min(values.Length - 1, (int)rank + 1)]);
                break;
            default:
                double expected = function switch
                {
                    "mean" => mean,
                    "sum" => values.Sum(),
                    "count" => values.Length,
                    "min" => sorted[0],
                    "max" => sorted[^1],
                    "first" => values[0],
                    "last" => values[^1],
                    "median" => (sorted[(values.Length - 1) / 2] + sorted[values.Length / 2]) / 2,
                    "stddev" => Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)),
                    _ => sorted[^1] - sorted[0],
                };
                Assert.True(Math.Abs(expected - number) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{field} {function}: {number} instead of {expected}");
                break;
        }
    }
}
