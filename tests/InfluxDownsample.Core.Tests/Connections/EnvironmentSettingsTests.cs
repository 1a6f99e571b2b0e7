using System.IO.Compression;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.Connections;

public class EnvironmentSettingsTests
{
    [Fact]
    public void Read_NoHost_IsNull() => Assert.Null(EnvironmentSettings.Read(static _ => null));

    [Fact]
    public void Read_AllVariables_SetsThem()
    {
        var variables = new Dictionary<string, string>
        {
            ["INFLUX_HOST"] = "https://host:8181",
            ["INFLUX_TOKEN"] = "t",
            ["INFLUX_DATABASE"] = "d",
            ["INFLUX_ORG"] = "o",
            ["INFLUX_AUTH_SCHEME"] = "token",
            ["INFLUX_PRECISION"] = "us",
            ["INFLUX_GZIP_THRESHOLD"] = "0",
            ["INFLUX_GZIP_LEVEL"] = "smallestsize",
            ["INFLUX_WRITE_NO_SYNC"] = "true",
            ["INFLUX_WRITE_ACCEPT_PARTIAL"] = "false",
            ["INFLUX_WRITE_USE_V2_API"] = "true",
        };

        ConnectionSettings settings = EnvironmentSettings.Read(name => variables.GetValueOrDefault(name))!;

        Assert.Equal(("https://host:8181/", "t", "d", "o"), (settings.Uri.AbsoluteUri, TokenText.Reveal(settings.Token!), settings.Database, settings.Organization));
        Assert.Equal((InfluxAuthScheme.Token, WritePrecision.Microsecond, 0), (settings.AuthScheme, settings.Precision!.Value, settings.GzipThreshold));
        Assert.Equal(CompressionLevel.SmallestSize, settings.GzipLevel);
        Assert.Equal((true, false, true), (settings.NoSync!.Value, settings.AcceptPartial!.Value, settings.UseV2Api!.Value));
    }

    [Theory]
    [InlineData("INFLUX_HOST", "nonsense", "https://host:8181")]
    [InlineData("INFLUX_PRECISION", "day", "ns, us, ms, s")]
    [InlineData("INFLUX_GZIP_LEVEL", "high", "Fastest, Optimal, SmallestSize")]
    [InlineData("INFLUX_WRITE_NO_SYNC", "maybe", "true or false")]
    public void Read_BadValue_NamesTheVariableAndWhatItTakes(string name, string value, string takes)
    {
        InfluxException error = Assert.Throws<InfluxException>(() => EnvironmentSettings.Read(asked => asked == name ? value : asked == "INFLUX_HOST" ? "https://h" : null));

        Assert.Equal((InfluxErrorId.InvalidParameter, name), (error.Id, error.Target));
        Assert.EndsWith(takes + ".", error.Message, StringComparison.Ordinal);
    }
}
