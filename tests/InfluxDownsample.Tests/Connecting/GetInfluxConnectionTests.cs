using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>Listing connections by name, and completing their names.</summary>
public sealed class GetInfluxConnectionTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public GetInfluxConnectionTests()
        => _engine.Run("'raw', 'Reserve 1', 'downsampled' | ForEach-Object { $null = Connect-InfluxDatabase http://127.0.0.1:1 $_ -Name $_ -SkipCheck }").Succeed();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("", "downsampled, raw, Reserve 1")]
    [InlineData("R*", "raw, Reserve 1")]
    [InlineData("RAW, r*, downsampled", "raw, Reserve 1, downsampled")]
    [InlineData("nothing*", "")]
    public void Names_and_wildcards_find_connections_once_each(string name, string expected)
        => Assert.Equal(expected, string.Join(", ", _engine.Run($"Get-InfluxConnection {name} | ForEach-Object Name").Succeed().Texts));

    [Fact]
    public void An_unknown_name_is_an_error_beside_the_others()
    {
        Answer answer = _engine.Run("Get-InfluxConnection nosuch, raw | ForEach-Object Name");

        Assert.Equal(["raw"], answer.Texts);
        Assert.Equal("There is no connection named 'nosuch'. Registered: 'downsampled', 'raw', 'Reserve 1'.", answer.FailWith("ConnectionNotFound").ToString());
    }

    [Theory]
    [InlineData("Get-InfluxConnection ", "downsampled|raw|'Reserve 1'")]
    [InlineData("Get-InfluxConnection r", "raw|'Reserve 1'")]
    [InlineData("Disconnect-InfluxDatabase -Name 're", "'Reserve 1'")]
    [InlineData("Test-InfluxConnection d", "downsampled")]
    [InlineData("Invoke-InfluxQuery -Connection ra", "raw")]
    [InlineData("Write-InfluxPoints -Connection do", "downsampled")]
    public void Tab_completes_their_names(string line, string expected) => Assert.Equal(expected.Split('|'), _engine.Complete(line));
}
