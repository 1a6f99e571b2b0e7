using System.IO.Compression;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.Connections;

public class ConnectionStringTests
{
    [Fact]
    public void Parse_AllKeys_SetsThem()
    {
        ConnectionSettings settings = ConnectionString.Parse(
            "https://host:8181/?Token=a%20b+c&database=d%26b&org=o&authScheme=Token&precision=ms&gzipThreshold=5&gzipLevel=optimal&writeNoSync=true&writeAcceptPartial=false&writeUseV2Api=true");

        Assert.Equal("https://host:8181/", settings.Uri.AbsoluteUri);
        Assert.Equal("a b+c", TokenText.Reveal(settings.Token!));
        Assert.Equal(("d&b", "o", InfluxAuthScheme.Token), (settings.Database, settings.Organization, settings.AuthScheme));
        Assert.Equal((WritePrecision.Millisecond, 5, CompressionLevel.Optimal), (settings.Precision, settings.GzipThreshold, settings.GzipLevel));
        Assert.Equal((true, false, true), (settings.NoSync, settings.AcceptPartial, settings.UseV2Api));
    }

    [Theory]
    [InlineData("host:8181?token=secret-token")]
    [InlineData("https://?token=secret-token")]
    [InlineData("https://host?token=secret-token&nonsense")]
    [InlineData("https://host?token=secret-token&databse=x")]
    [InlineData("https://host?token=secret-token&precision=day")]
    [InlineData("https://host?token=secret-token&gzipThreshold=many")]
    [InlineData("https://host?token=secret-token&gzipLevel=NoCompression")]
    [InlineData("https://host?token=secret-token&gzipLevel=9")]
    [InlineData("ftp://host?token=secret-token")]
    [InlineData("https://user:secret-token@host")]
    public void Parse_Malformed_IsInvalidParameterAndKeepsTheSecret(string text)
    {
        InfluxException error = Assert.Throws<InfluxException>(() => ConnectionString.Parse(text));

        Assert.Equal(InfluxErrorId.InvalidParameter, error.Id);
        Assert.DoesNotContain("secret-token", error + " " + error.Target + " " + error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TokenOverPlainHttpBeyondLoopback_IsInsecure()
    {
        Assert.Equal(InfluxErrorId.InsecureConnection, Assert.Throws<InfluxException>(() => ConnectionString.Parse("http://example.org?token=t")).Id);
        Assert.Equal("127.0.0.1", ConnectionString.Parse("http://127.0.0.1:8181?token=t").Uri.Host);
        Assert.Equal("[::1]", ConnectionString.Parse("http://[::1]:8181?token=t").Uri.Host);
        Assert.Equal("localhost", ConnectionString.Parse("http://localhost?token=t").Uri.Host);
    }

    [Fact]
    public void ToString_NeverShowsTheToken()
        => Assert.DoesNotContain("secret-token", ConnectionString.Parse("https://host?token=secret-token").ToString(), StringComparison.Ordinal);
}
