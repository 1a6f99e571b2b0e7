using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Statements as files hold them.</summary>
public sealed class QueryTextTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Set("file", Path.Combine(_folder.FullName, "q.sql"));
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db; 1..3 | ForEach-Object {{ @{{ time = $_; v = $_ }} }} | Write-InfluxPoints m | Out-Null").Succeed();
        File.WriteAllText(Path.Combine(_folder.FullName, "q.sql"), "-- the newest\nSELECT v\n\nFROM m\nORDER BY time DESC\nLIMIT 1\n");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Invoke-InfluxQuery (Get-Content $file)")]
    [InlineData("Invoke-InfluxQuery -Query (Get-Content $file)")]
    [InlineData("$lines = Get-Content $file; Invoke-InfluxQuery $lines")]
    [InlineData("Get-Content $file -Raw | Invoke-InfluxQuery")]
    [InlineData("Invoke-InfluxQuery (Get-Content $file -Raw)")]
    [InlineData("Invoke-InfluxQuery ([System.IO.File]::ReadAllLines($file))")]
    [InlineData("Invoke-InfluxQuery ([System.Collections.Generic.List[string]](Get-Content $file))")]
    public void LinesOfAStatement_AreOneStatement(string command) => Assert.Equal([3L], _engine.Run($"{command} | ForEach-Object v").Succeed().Values);

    [Fact]
    public void LinesThatArriveOneByOne_AreToldSo()
    {
        File.WriteAllText((string)_engine.Get("file")!, "SELECT v\nFROM m\n");

        Answer answer = _engine.Run("Get-Content $file | Invoke-InfluxQuery");

        Assert.Equal(2, answer.Errors.Count);
        Assert.All(answer.Errors, static error => Assert.Contains("Get-Content -Raw", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        Assert.Null(_engine.Run("'FROM m' | Invoke-InfluxQuery").FailWith("QueryRejected").ErrorDetails?.RecommendedAction);
        Assert.Equal([1L, 2L], _engine.Run("Set-Content $file 'SELECT v FROM m WHERE v = 1', 'SELECT v FROM m WHERE v = 2'; Get-Content $file | Invoke-InfluxQuery | ForEach-Object v").Succeed().Values);
    }

    [Theory]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("@()")]
    [InlineData("@('', '')")]
    [InlineData("([string[]]('', ' '))")]
    public void NoStatement_IsInvalid(string query) => _engine.Run($"Invoke-InfluxQuery {query}").FailWith("InvalidParameter");

    [Fact]
    public void SeveralQueriesAsArgument_AreToldHowToRunThem()
    {
        ErrorRecord error = _engine.Run("$queries = 1..2 | ForEach-Object { New-InfluxDownsampleQuery m -Every 1h }; Invoke-InfluxQuery $queries").FailWith("InvalidParameter");

        Assert.DoesNotContain("Object[]", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("| Invoke-InfluxQuery", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _engine.Run("$queries | Invoke-InfluxQuery").Succeed();
        _engine.Run("Invoke-InfluxQuery @(1, 'SELECT 1')").FailWith("InvalidParameter");
    }
}
