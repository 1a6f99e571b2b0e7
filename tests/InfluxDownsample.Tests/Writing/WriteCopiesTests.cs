using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Copies of points and other objects are written as they are or refused by name, and no more is reported than is stored.</summary>
public sealed class WriteCopiesTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("Select-Object time, room, v")]
    [InlineData("ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }")]
    [InlineData("ForEach-Object { $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)); $job = [pscustomobject][ordered]@{ PSComputerName = 'far'; time = $copy.time; room = $copy.room; v = $copy.v }; $job.PSTypeNames.Insert(0, $copy.PSTypeNames[0]); $job }")]
    public void CopyWhoseTagsAreUnknown_IsRefusedUnlessTheyAreSaid(string copy)
    {
        _engine.Run("@{ time = '2026-01-01'; room = 'a'; v = 1.5 }, @{ time = '2026-01-01'; room = 'b'; v = 2.5 } | Write-InfluxPoints raw -TagColumn room").Succeed();
        string copies = $"Invoke-InfluxQuery 'SELECT * FROM raw' | {copy}";

        Answer refused = _engine.Run($"{copies} | Write-InfluxPoints target");
        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.All(["'room'", "-TagColumn"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal)));
        Assert.Equal(0L, Count(refused.Output[0], "PointsWritten"));

        Assert.Equal(2L, Count(_engine.Run($"{copies} | Write-InfluxPoints target -TagColumn room").Succeed().Output[0], "PointsWritten"));
        Answer none = _engine.Run($"{copies} | Write-InfluxPoints other -TagColumn @()").Succeed();
        Assert.Equal((2L, 1L), (Count(none.Output[0], "PointsWritten"), Count(none.Output[0], "PointsRepeated")));
        Assert.Equal([2L, 1L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM target').n; (Invoke-InfluxQuery 'SELECT count(v) AS n FROM other').n").Succeed().Values);
    }

    [Fact]
    public void PointsOfOneSeriesAndTime_AreCountedWithOneWarning()
    {
        Answer answer = _engine.Run("""
            & { foreach ($t in 1, 1, 2, 3, 3, 3) { foreach ($s in 'a', 'b') { @{ time = "2026-01-01T00:00:0$t"; s = $s; v = 1.5 } } } } | Write-InfluxPoints m -TagColumn s -BatchSize 2
            """).Succeed();

        Assert.Equal((12L, 6L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRepeated")));
        Assert.Contains("6 points", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal([6L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM m').n").Succeed().Values);
        Answer coarse = _engine.Run("'2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.7Z' | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints n -Precision Second").Succeed();
        Assert.Equal(1L, Count(coarse.Output[0], "PointsRepeated"));
    }

    // Two stamps within 100 ns, before 1970 too.
    [Theory]
    [InlineData("Select-Object time, v")]
    [InlineData("Select-Object @{ n = 'time'; e = { $_.time } }, v")]
    [InlineData("ForEach-Object { [pscustomobject]@{ time = $_.time; v = $_.v } }")]
    [InlineData("ForEach-Object { @{ time = $_.time; v = $_.v } }")]
    [InlineData("ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }")]
    [InlineData("ForEach-Object { $p = $_; $t = $p.time; $p.time = '2000-01-01'; $p.time = $t; $p }")]
    public void Copies_KeepNanoseconds(string copy)
    {
        long[] stamps = [-1, 1_767_225_600_123_456_701, 1_767_225_600_123_456_799];
        _engine.Run($"{string.Join(", ", stamps)} | ForEach-Object {{ @{{ time = $_; v = 1.5 }} }} | Write-InfluxPoints raw").Succeed();

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM raw ORDER BY time' | {copy} | Sort-InfluxPoints | Write-InfluxPoints copies -TagColumn @()").Succeed();

        Assert.Equal((3L, 0L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRepeated")));
        Assert.Equal(stamps, _engine.Run("Invoke-InfluxQuery 'SELECT * FROM copies ORDER BY time' | ForEach-Object GetNanoseconds").Succeed().Values.Cast<long>());
    }

    [Fact]
    public void ATime_ShowsItsNanosecondsAndIsADateTimeToEverythingElse()
    {
        _engine.Run("@{ time = 1767225600123456789; v = 1.5 } | Write-InfluxPoints raw").Succeed();

        Assert.Equal(
            ["System.DateTime", "789", "True", "1", "01/01/2026 01:00:00"],
            _engine.Run("""
                $point = Invoke-InfluxQuery 'SELECT * FROM raw'
                $point.time.GetType().FullName
                "$($point.time.Nanosecond)"
                "$($point.time -gt [datetime] '2026-01-01' -and $point.time -is [datetime])"
                "$(@($point | Group-Object time).Count)"
                [string]::Format([cultureinfo]::InvariantCulture, '{0:MM/dd/yyyy HH:mm:ss}', $point.time.AddHours(1))
                """).Succeed().Texts);
    }

    [Theory]
    [InlineData("temp", "Select-Object *", "'Temp_2'", "m Temp_2=2,temp=1 1")]
    [InlineData("temp", "ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }", "'Temp_2'", "m Temp_2=2,temp=1 1")]
    [InlineData("temp", "Select-Object time, @{ n = 'Temp'; e = 'Temp_2' }", null, "m Temp=2 1")]
    [InlineData("temp", "Select-Object time, temp", null, "m temp=1 1")]
    [InlineData("temp", "ForEach-Object { $_.temp = 1; $_ }", null, "m Temp=2,temp=1 1")]
    // A column that is called so.
    [InlineData("Temp_2", "Select-Object *", null, "m Temp=2,Temp_2=1 1")]
    public async Task CopiesThatCallColumnsOtherwise_AreWarnedOfOnce(string column, string copy, string? named, string line)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new Rows().Time("time", 1, 2).Float(column, 1, 1).Float("Temp", 2, 2).Build());
        _engine.Set("both", server.Connection);

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT' -Connection $both | {copy} | ConvertTo-InfluxLineProtocol m").Succeed();

        Assert.Equal(line, string.Join(' ', [answer.Texts[0].Split(' ')[0], string.Join(',', answer.Texts[0].Split(' ')[1].Split(',').Order(StringComparer.Ordinal)), "1"]));
        Assert.Equal(named is null ? 0 : 1, answer.Warnings.Count);
        Assert.All(answer.Warnings, warning => Assert.Contains($"properties: {named}.", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void PropertiesOfJobsAndRemoting_NeverBecomeColumns()
        => Assert.Equal(
            ["m host=\"x\",v=1.5 1"],
            _engine.Run("""
                [pscustomobject][ordered]@{ time = 1; host = 'x'; v = 1.5; PSComputerName = 'far'; RunspaceId = [guid]::NewGuid(); PSShowComputerName = $true; PSSourceJobInstanceId = [guid]::NewGuid() } |
                    ConvertTo-InfluxLineProtocol m -TagColumn @()
                """).Succeed().Texts);

    [Fact]
    public void PropertyOfRemoting_AskedForAsColumn_SaysHowToKeepIt()
    {
        const string Input = "[pscustomobject]@{ time = 1; v = 1.5; PSComputerName = 'far' } |";

        ErrorRecord refused = _engine.Run($"{Input} ConvertTo-InfluxLineProtocol m -TagColumn PSComputerName").FailWith("ColumnNotFound");

        Assert.Contains("that jobs and remoting add", refused.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["m,host=far v=1.5 1"],
            _engine.Run($"{Input} Select-Object *, @{{ Name = 'host'; Expression = 'PSComputerName' }} | ConvertTo-InfluxLineProtocol m -TagColumn host").Succeed().Texts);
    }

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;
}
