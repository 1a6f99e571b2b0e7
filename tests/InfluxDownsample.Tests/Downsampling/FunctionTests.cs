using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Every aggregate function against a plain calculation.</summary>
public sealed class FunctionTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T10:05:00Z";

    private static readonly double[] s_values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        await _site.WriteAsync("office", s_values.SelectMany((value, tick) => new[] { "lab", "office" }.Select(room => string.Create(CultureInfo.InvariantCulture,
            $"m,room={room} v={value},n={(int)value}i,s=\"t{value}\",b={(value > 4 ? "true" : "false")}@2026-01-01T08:{5 * tick:00}:00Z"))));
        await _site.WriteAsync("office", "m,room=lab other=1@2026-01-01T09:10:00Z", "m,room=lab s=\"only\"@2026-01-01T09:20:00Z");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void EachFunction_IsWhatItIsCalled()
    {
        _site.Downsample($"m {Range} -Field v -Tag room -Aggregate mean,sum,count,min,max,first,last,median,stddev,spread,mode,p95");

        double mean = s_values.Average();
        double[] expected = [
            mean, s_values.Sum(), s_values.Length, s_values.Min(), s_values.Max(), 3, 8, 4.5,
            Math.Sqrt(s_values.Sum(value => (value - mean) * (value - mean)) / (s_values.Length - 1)), 8, 5,
        ];
        string row = _site.Query("office_hourly", "SELECT v_mean, v_sum, v_count, v_min, v_max, v_first, v_last, v_median, v_stddev, v_spread, v_mode, v_p95 FROM m WHERE room = 'lab' AND time = '2026-01-01T08:00:00Z'").Single();
        double[] actual = [.. row.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - 1e-12, pair.First + 1e-12));
        Assert.InRange(actual[^1], 8, 9);
    }

    [Fact]
    public void TheMode_IsTheMostFrequentValueOfAnyType_AndTheEarliestOfSeveral()
    {
        PSObject result = _site.Downsample($"m {Range} -Field n,s,b -Tag room -Aggregate mode");

        Assert.Equal("Completed", Status(result));
        Assert.Equal(
            ["2026-01-01T08:00:00Z,lab,5,t5,False", "2026-01-01T08:00:00Z,office,5,t5,False", "2026-01-01T09:00:00Z,lab,,only,"],
            _site.Query("office_hourly", "SELECT time, room, n, s, b FROM m ORDER BY time, room"));
        Assert.Equal(2, Count(_site.Downsample($"m {Range} -Field n,s,b -Tag room -Aggregate mode"), "WindowsUnchanged"));
    }

    [Fact]
    public async Task IntegersThatDoNotFit_AreReportedAndNotStored()
    {
        await _site.WriteAsync("office", "big n=9223372036854775807i,u=18446744073709551615u@2026-01-01T08:10:00Z", "big n=-9223372036854775807i,u=18446744073709551613u@2026-01-01T08:20:00Z",
            "two n=9223372036854775807i@2026-01-01T08:10:00Z", "two n=9223372036854775805i@2026-01-01T08:20:00Z");

        Assert.Contains("spread 'n'", Run("big -Field n -Aggregate spread").FailWith("Overflow").ToString(), StringComparison.Ordinal);
        Run("big -Field u -Aggregate sum").FailWith("Overflow");
        // A window of too few rows becomes no point, so nothing has to fit.
        Run("big -Field u -Aggregate sum -MinimumSamples 3").Succeed();
        Assert.DoesNotContain("big", _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly -ErrorAction SilentlyContinue).Name").Texts);
        Assert.Equal("Completed", Status(Result(Run("big -Field n -Aggregate spread -FieldType @{ n = 'float' }").Succeed())));
        Assert.Equal(["1.8446744073709552E+19"], _site.Query("office_hourly", "SELECT n FROM big"));
        // The value in the middle lies between the two, and a sum of both is not taken.
        Run("two -Aggregate median").Succeed();
        Assert.Equal(["9.223372036854776E+18"], _site.Query("office_hourly", "SELECT n FROM two"));
    }

    [Fact]
    public async Task SumsOfIntegers_AreExactUpToTheLast()
    {
        await _site.WriteAsync("office", "exact n=9007199254740993i,u=18446744073709551614u@2026-01-01T08:10:00Z", "exact n=9214364837600034814i,u=1u@2026-01-01T08:20:00Z", "exact n=-1i@2026-01-01T08:30:00Z");

        Run("exact -Aggregate sum,mean,min,max,spread,median,count").Succeed();
        Assert.Equal(["9223372036854775806,18446744073709551615"], _site.Query("office_hourly", "SELECT n_sum, u_sum FROM exact"));

        await _site.WriteAsync("office", "exact n=2i@2026-01-01T08:40:00Z", "exact u=1u@2026-01-01T08:50:00Z");
        Assert.Contains("9223372036854775808", Run("exact -Field n -Aggregate sum -TargetMeasurement more").FailWith("Overflow").ToString(), StringComparison.Ordinal);
        Assert.Contains("18446744073709551616", Run("exact -Field u -Aggregate sum -TargetMeasurement more").FailWith("Overflow").ToString(), StringComparison.Ordinal);
        Run("exact -Field n,u -Aggregate sum -FieldType @{ n = 'float'; u = 'float' } -TargetMeasurement more").Succeed();
        Assert.Equal(["9.223372036854776E+18,1.8446744073709552E+19"], _site.Query("office_hourly", "SELECT n, u FROM more"));
    }

    [Fact]
    public async Task TheMedianOfIntegers_IsExact()
    {
        await _site.WriteAsync("office", "pair n=7i,u=1u@2026-01-01T08:10:00Z", "pair n=8i,u=2u@2026-01-01T08:20:00Z");

        Run("pair -Aggregate median").Succeed();
        Run("pair -Aggregate median -FieldType @{ n = 'integer' } -Field n -TargetMeasurement whole").Succeed();

        Assert.Equal(["7.5,1.5"], _site.Query("office_hourly", "SELECT n, u FROM pair"));
        // Asked for, so done: to the nearest, ties to even.
        Assert.Equal(["8"], _site.Query("office_hourly", "SELECT n FROM whole"));
    }

    [Fact]
    public async Task TheMode_OfAFieldBesideOneThatIsNamedLikeItsCount()
    {
        await _site.WriteAsync("office", "odd v=1,v_times=7@2026-01-01T08:10:00Z", "odd v=2,v_times=8@2026-01-01T08:20:00Z", "odd v=2,v_times=8@2026-01-01T08:30:00Z");

        _site.Downsample($"odd {Range} -Aggregate mode");

        Assert.Equal(["2,8"], _site.Query("office_hourly", "SELECT v, v_times FROM odd"));
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters} {Range}");
}
