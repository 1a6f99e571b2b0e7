using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>Forgetting connections.</summary>
public sealed class DisconnectInfluxDatabaseTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public DisconnectInfluxDatabaseTests()
        => _engine.Run("'a', 'b1', 'b2', 'default' | ForEach-Object { $null = Connect-InfluxDatabase http://127.0.0.1:1 -Name $_ -SkipCheck }").Succeed();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("Disconnect-InfluxDatabase a", "b1 b2 default")]
    [InlineData("Disconnect-InfluxDatabase B*", "a default")]
    [InlineData("Get-InfluxConnection b1, a | Disconnect-InfluxDatabase", "b2 default")]
    [InlineData("Disconnect-InfluxDatabase", "")]
    public void The_named_connections_are_gone(string script, string left)
        => Assert.Equal(left, string.Join(' ', _engine.Run($"{script}; Get-InfluxConnection | ForEach-Object Name").Succeed().Texts));

    [Fact]
    public void An_unknown_name_is_an_error() => _engine.Run("Disconnect-InfluxDatabase nosuch").FailWith("ConnectionNotFound");
}
