using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What is checked before the first write, and how targets grow.</summary>
public sealed class TargetChecksTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T10:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        await _site.WriteAsync("office", Enumerable.Range(0, 12).Select(tick =>
            $"occupancy,room=office temperature={tick},people={tick}i,open={(tick % 2 == 0 ? "true" : "false")},note=\"n{tick}\"@2026-01-01T{8 + (tick / 6):00}:{tick % 6}0:00Z"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task AnIntegerTargetAndAMean_StopBeforeTheFirstWrite()
    {
        await _site.WriteAsync("office_hourly", "occupancy,room=office people=1i@2026-01-01T00:00:00Z");
        int writes = _site.Writes.Count();

        Answer answer = Run($"occupancy {Range}");

        string message = answer.FailWith("SchemaConflict").ToString();
        Assert.Contains("'people'", message, StringComparison.Ordinal);
        Assert.Contains("a field of type integer", message, StringComparison.Ordinal);
        Assert.Contains("a field of type float", message, StringComparison.Ordinal);
        Assert.Contains("-FieldType @{ people = 'integer' }", message, StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(answer)));
        Assert.Equal(writes, _site.Writes.Count());

        // The cure: 2.5 and 8.5, to the nearest even.
        _site.Downsample($"occupancy {Range} -FieldType @{{ people = 'integer' }}");
        Assert.Equal(["2", "8"], _site.Query("office_hourly", "SELECT people FROM occupancy WHERE time >= '2026-01-01T08:00:00Z' ORDER BY time"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("_x")]
    [InlineData("ä")]
    public void ADatabaseThatTheServerWouldNotCreate_IsRefusedBeforeTheFirstWrite(string database)
    {
        int writes = _site.Writes.Count();

        foreach (string rehearsal in new[] { "", "-WhatIf" })
        {
            string message = Run($"occupancy {Range} -TargetDatabase '{database}' {rehearsal}").FailWith("InvalidParameter").ToString();
            Assert.Contains($"'{database}'", message, StringComparison.Ordinal);
        }

        Assert.Equal(writes, _site.Writes.Count());
    }

    // The integer's maximum is an integer: another type than its mean, but that is not what is wrong.
    [Fact]
    public void AnotherFunction_IsToldBeforeItsType()
    {
        _site.Downsample($"occupancy {Range}");

        string message = Run($"occupancy {Range} -Aggregate max").FailWith("SchemaConflict").ToString();

        Assert.Contains("holds the mean of 'people', the job computes the max of 'people'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATagWhereTheTargetHasAField_IsAConflict()
    {
        await _site.WriteAsync("office_hourly", "occupancy room=\"text\"@2026-01-01T00:00:00Z");

        Assert.Contains("is a field of type string; the job computes a tag", Run($"occupancy {Range}").FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SourceEqualsTarget_IsRefused()
    {
        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target raw occupancy {Range}");

        answer.FailWith("SourceEqualsTarget");
        _site.Engine.Run($"Invoke-InfluxDownsample -Source raw occupancy {Range}").FailWith("SourceEqualsTarget");
        Assert.Equal(2, Count(Result(_site.Engine.Run($"Invoke-InfluxDownsample -Source raw occupancy -TargetMeasurement '{{measurement}}_{{every}}' {Range}").Succeed()), "PointsWritten"));
        Assert.Equal(["2"], _site.Query("office", "SELECT count(*) FROM occupancy_1h"));
    }

    // What it is made of says the record, one table down or two.
    [Fact]
    public void ATable_IsNotWrittenIntoWhatItIsMadeOf()
    {
        const string Job = "Invoke-InfluxDownsample -Source raw -Field temp* -Start 2026-01-01 -Stop 2026-01-02";
        const string All = "SELECT * FROM occupancy ORDER BY time";
        string[] raw = _site.Query("office", All);
        _site.Engine.Run($"{Job} occupancy -Aggregate rollup -Every 1h -TargetMeasurement hours").Succeed();

        ErrorRecord refused = _site.Engine.Run($"{Job} hours -Aggregate rollup -Every 6h -TargetMeasurement occupancy").FailWith("SourceEqualsTarget");
        Assert.Contains("office/hours is made of", refused.ToString(), StringComparison.Ordinal);
        Assert.Contains("-TargetMeasurement", refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        _site.Engine.Run($"{Job} hours -Aggregate rollup -Every 6h -TargetMeasurement quarters").Succeed();
        _site.Engine.Run($"{Job} quarters -Aggregate rollup -Every 1d -TargetMeasurement occupancy").FailWith("SourceEqualsTarget");
        _site.Engine.Run($"{Job} quarters -Aggregate rollup -Every 1d -TargetMeasurement occupancy -WhatIf").FailWith("SourceEqualsTarget");
        Assert.Equal(raw, _site.Query("office", All));
        Assert.Equal("Completed", Status(Result(_site.Engine.Run($"{Job} quarters -Aggregate rollup -Every 1d -TargetMeasurement days").Succeed())));
    }

    [Theory]
    [InlineData("occupansy", "MeasurementNotFound", "occupancy")]
    [InlineData("occupancy -Field temprature", "ColumnNotFound", "temperature")]
    [InlineData("occupancy -Tag rooom", "ColumnNotFound", "room")]
    [InlineData("occupancy -Aggregate @{ temprature = 'max' }", "ColumnNotFound", "temperature")]
    [InlineData("occupancy -Where @{ roon = 'office' }", "ColumnNotFound", "room")]
    [InlineData("occupancy -FieldType @{ nothing = 'float' }", "ColumnNotFound", "nothing")]
    [InlineData("occupancy -Aggregate maen", "InvalidParameter", "mean")]
    [InlineData("occupancy -TimeZone Europe/Berlyn", "InvalidParameter", "Europe/Berlyn")]
    [InlineData("occupancy -TargetMeasurement _downsample_jobs", "InvalidParameter", "_downsample_jobs")]
    [InlineData("occupancy -NameTemplate time", "InvalidParameter", "time")]
    [InlineData("occupancy -Delay soon", "InvalidParameter", "-Delay")]
    public void AWrongName_IsAnErrorBeforeTheFirstWrite(string parameters, string id, string told)
    {
        Answer answer = Run($"{parameters} {Range}");

        Assert.Contains(told, answer.FailWith(id).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_site.Writes, request => request.Database == "office_hourly");
    }

    [Theory]
    [InlineData("-Field temperature -Aggregate mean,max -NameTemplate '{field}'", "'temperature': the mean of 'temperature' and the max of 'temperature'", "Let -NameTemplate hold {function}")]
    [InlineData("-Aggregate max -Field temperature,people -NameTemplate '{function}'", "'max': the max of 'people' and the max of 'temperature'", "Let -NameTemplate hold {field}")]
    [InlineData("-Field temperature -NameTemplate time", "'time': the time of the window and the mean of 'temperature'", "-NameTemplate give fields other names")]
    [InlineData("-Field temperature -NameTemplate room", "'room': the tag 'room' and the mean of 'temperature'", "-NameTemplate give fields other names")]
    [InlineData("-Field temperature -FieldType @{ temperature = 'boolean' }", "which is float, boolean", "float, integer, unsigned or string")]
    [InlineData("-Field note -FieldType @{ note = 'integer' }", "which is string, integer", "or as string")]
    [InlineData("-BatchSize 0", "-BatchSize is 0.", "")]
    [InlineData("-MaxRetry 101", "-MaxRetry is 101.", "")]
    public void WhatCannotBe_IsToldWithItsCure(string parameters, string told, string cure)
    {
        ErrorRecord error = Run($"occupancy {parameters} {Range}").FailWith("InvalidParameter");

        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(cure, error.ErrorDetails?.RecommendedAction ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFilter_KeepsExactlyItsRows()
    {
        await _site.WriteAsync("office", "occupancy,room=lab temperature=100@2026-01-01T08:00:00Z");

        _site.Downsample($"occupancy {Range} -Field temperature -Where @{{ room = 'lab' }}");
        Assert.Equal(["lab,100"], _site.Query("office_hourly", "SELECT room, temperature FROM occupancy"));

        PSObject none = _site.Downsample($"occupancy {Range} -Field temperature -Where @{{ room = \"x' OR '1'='1\" }} -TargetMeasurement none");
        Assert.Equal((0L, 2L), (Count(none, "PointsWritten"), Count(none, "WindowsEmpty")));
    }

    [Fact]
    public async Task ANewSourceField_AppearsInTheTargetWithAWarning()
    {
        _site.Downsample($"occupancy {Range}");
        await _site.WriteAsync("office", "occupancy,room=office temperature=3,co2=400@2026-01-01T10:30:00Z");

        Answer answer = Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").Succeed();

        Assert.Contains("'co2'", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal(["2026-01-01T10:00:00Z,400"], _site.Query("office_hourly", "SELECT time, co2 FROM occupancy WHERE co2 IS NOT NULL"));
    }

    [Fact]
    public void ANewField_IsAddedToOldPointsWhenTheyAreComparedAgain()
    {
        _site.Downsample($"occupancy {Range} -Field temperature");

        PSObject result = _site.Downsample($"occupancy {Range}");

        Assert.Equal((0L, 2L), (Count(result, "WindowsChanged"), Count(result, "WindowsWritten")));
        Assert.Equal(["2.5,2.5", "8.5,8.5"], _site.Query("office_hourly", "SELECT temperature, people FROM occupancy ORDER BY time"));
    }

    [Fact]
    public void TextAndBooleans_AreKeptByTheirLastValue()
    {
        _site.Downsample($"occupancy {Range}");

        Assert.Equal(["False,n5", "False,n11"], _site.Query("office_hourly", "SELECT open, note FROM occupancy ORDER BY time"));
    }

    [Fact]
    public void SeveralFunctions_AreNamedAsTheTemplateSays()
    {
        _site.Downsample($"occupancy {Range} -Field temperature -Aggregate min,max,'percentile(50)'");
        _site.Downsample($"occupancy {Range} -Field temperature -Aggregate @{{ 'temp*' = 'max' }} -NameTemplate '{{function}}.{{field}}' -TargetMeasurement named");

        Assert.Equal(["0,5"], _site.Query("office_hourly", "SELECT temperature_min, temperature_max FROM occupancy WHERE temperature_p50 IS NOT NULL ORDER BY time LIMIT 1"));
        Assert.Equal(["5", "11"], _site.Query("office_hourly", "SELECT \"max.temperature\" FROM named ORDER BY time"));
    }

    [Fact]
    public void TheStampMayBeTheEndOfTheWindow()
    {
        const string Job = "occupancy -Every 1h -Field temperature -Stamp End";
        _site.Downsample($"{Job} -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z");
        PSObject next = _site.Downsample($"{Job} -Now 2026-01-01T10:05:00Z");

        Assert.Equal((1L, 1L), (Count(next, "WindowsPlanned"), Count(next, "WindowsWritten")));
        Assert.Equal(["2026-01-01T09:00:00Z,2.5", "2026-01-01T10:00:00Z,8.5"], _site.Query("office_hourly", "SELECT time, temperature FROM occupancy ORDER BY time"));
        Assert.Equal(2, Count(_site.Downsample($"{Job} -Now 2026-01-01T10:05:00Z -Lookback 2h"), "WindowsUnchanged"));
    }

    [Fact]
    public async Task WindowsOfTooFewRows_AreLeftOut()
    {
        await _site.WriteAsync("office", "occupancy,room=lab temperature=100@2026-01-01T08:00:00Z");

        PSObject result = _site.Downsample($"occupancy {Range} -Field temperature -MinimumSamples 2");

        Assert.Equal((2L, 1L), (Count(result, "PointsWritten"), Reasons(result)["TooFewSamples"]));
        Assert.Equal(["office"], _site.Query("office_hourly", "SELECT DISTINCT room FROM occupancy"));
    }

    [Theory]
    [InlineData("-Field note -Aggregate sum", "'sum' needs numbers, and field 'note' holds text.")]
    [InlineData("-Field no*, open -Aggregate count, mean", "'mean' needs numbers, and field 'note' holds text, field 'open' holds booleans.")]
    [InlineData("-Field note -Aggregate @{ 'n*' = 'p95' }", "'p95' needs numbers, and field 'note' holds text.")]
    [InlineData("-Aggregate @{ note = 'last'; open = 'max' }", "'max' needs numbers, and field 'open' holds booleans.")]
    public void NumbersOfFieldsThatHoldNone_AreRefused(string selection, string words)
    {
        Assert.Contains(words, Run($"occupancy {Range} {selection}").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
        Assert.Contains(
            words, _site.Engine.Run($"New-InfluxDownsampleQuery occupancy -Every 1h -Connection raw {selection}").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Aggregate max", "Fields 'note', 'open' hold no numbers, and so keep their last values of each window.")]
    [InlineData("-Field note,people -Aggregate @{ '*' = 'count','sum' }", "Field 'note' holds no numbers, and so keeps its last value of each window.")]
    [InlineData("", null)]
    [InlineData("-Field note -Aggregate rollup", null)]
    [InlineData("-Field note,open,people -Aggregate count,last", null)]
    [InlineData("-Aggregate @{ people = 'mean'; '*' = 'last' }", null)]
    public void LastValuesInsteadOfWhatWasAskedFor_AreWarnedOf(string selection, string? warning)
    {
        Answer answer = Run($"occupancy {Range} {selection}").Succeed();

        Assert.Equal(warning is null ? [] : [warning], answer.Warnings);
        Assert.Equal(2L, Count(Result(answer), "PointsWritten"));
    }

    [Fact]
    public void PartialWindows_AreWrittenWhenAskedFor()
    {
        PSObject result = _site.Downsample("occupancy -Every 1h -Field temperature -IncludePartial -Start 2026-01-01T08:15:00Z -Now 2026-01-01T09:35:00Z");

        Assert.Equal((2L, 0L), (Count(result, "PointsWritten"), Count(result, "WindowsSkipped")));
        // Of the rows from 8:15 on: 2 to 5; and up to 9:35: 6 to 9.
        Assert.Equal(["2026-01-01T08:00:00Z,3.5", "2026-01-01T09:00:00Z,7.5"], _site.Query("office_hourly", "SELECT time, temperature FROM occupancy ORDER BY time"));
    }

    [Fact]
    public void SeveralMeasurementsIntoOne_AreRefused()
        => Run($"occupancy,other -TargetMeasurement all {Range}").FailWith("InvalidParameter");

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");
}
