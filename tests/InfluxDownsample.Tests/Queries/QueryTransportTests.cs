using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Tests.Hosting;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Queries go where and how the connection says: over TLS with what it trusts, through its proxy, and nowhere else.</summary>
public sealed class QueryTransportTests : IAsyncLifetime, IDisposable
{
    // With a parameter of each way into the ticket.
    private const string Query = "Invoke-InfluxQuery 'SELECT v FROM m WHERE v < $big AND k = $k' -Parameter @{ big = 1e300; k = 'a' }";

    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");
    private readonly X509Certificate2 _certificate = TestCertificate.Create();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Certificate = _certificate });
        string authority = Path.Combine(_folder.FullName, "authority.pem");
        await File.WriteAllTextAsync(authority, _certificate.ExportCertificatePem());
        _engine.Set("address", _server.Address);
        _engine.Set("authority", authority);
        _engine.Run("""
            Connect-InfluxDatabase $address db -CertificateAuthority $authority -Name trusted
            [pscustomobject]@{ time = 1; k = 'a'; v = 1.5 } | Write-InfluxPoints m -TagColumn k -Connection trusted
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _engine.Dispose();
        _certificate.Dispose();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }

    [Theory]
    [InlineData("-CertificateAuthority $authority")]
    [InlineData("-SkipCertificateCheck")]
    public void A_certificate_that_the_connection_accepts_serves_queries(string trust)
        => Assert.Equal(["1.5"], _engine.Run($"Connect-InfluxDatabase $address db {trust} | Out-Null; ({Query}).v").Succeed().Texts);

    [Theory]
    [InlineData("$address", "")]
    // Known, but for another name.
    [InlineData("\"https://localhost:$($address.Port)\"", "-CertificateAuthority $authority")]
    public void Another_certificate_does_not(string address, string trust)
    {
        Answer answer = _engine.Run($"Connect-InfluxDatabase {address} db {trust} -SkipCheck | Out-Null; {Query}");

        answer.FailWith("ConnectionFailed");
    }

    [Fact]
    public async Task They_go_through_the_connections_proxy()
    {
        await using var proxy = new TunnelProxy();
        _engine.Set("proxy", proxy.Address);

        Assert.Equal(["1.5", "1.5"], _engine.Run($"Connect-InfluxDatabase $address db -CertificateAuthority $authority -Proxy $proxy -SkipCheck | Out-Null; ({Query}).v; ({Query}).v").Succeed().Texts);

        // One connection for both.
        Assert.Equal(1, proxy.Tunnels);
    }

    [Fact]
    public async Task A_proxy_that_wants_a_password_gets_it()
    {
        await using var proxy = new TunnelProxy("me:se:cret");
        _engine.Set("proxy", proxy.Address);
        const string Connect = "Connect-InfluxDatabase $address db -CertificateAuthority $authority -Proxy $proxy";
        const string Credential = "-ProxyCredential ([pscredential]::new('me', (ConvertTo-SecureString {0} -AsPlainText -Force)))";

        foreach (string credential in new[] { "", string.Format(CultureInfo.InvariantCulture, Credential, "wrong") })
        {
            ErrorRecord error = _engine.Run($"{Connect} {credential} -SkipCheck | Out-Null; {Query}").FailWith("ConnectionFailed");
            Assert.Contains("407", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("-ProxyCredential", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Contains("-ProxyCredential", _engine.Run($"{Connect} {credential}").FailWith("ConnectionFailed").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Equal(0, proxy.Tunnels);
        string right = string.Format(CultureInfo.InvariantCulture, Credential, "se:cret");
        Assert.Equal(["1.5"], _engine.Run($"{Connect} {right} | Out-Null; ({Query}).v").Succeed().Texts);
    }

    [Theory]
    [InlineData("-Proxy http://me:secret@127.0.0.1:1", "Give them with Connect-InfluxDatabase -ProxyCredential.")]
    [InlineData("-ProxyCredential ([pscredential]::new('me', (ConvertTo-SecureString secret -AsPlainText -Force)))", "Give the proxy's address with -Proxy.")]
    public void A_proxys_password_has_its_place(string parameters, string advice)
    {
        ErrorRecord error = _engine.Run($"Connect-InfluxDatabase $address db -SkipCheck {parameters}").FailWith("InvalidParameter");

        Assert.Equal(advice, error.ErrorDetails.RecommendedAction);
        Assert.DoesNotContain("secret", $"{error} {error.TargetObject}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_that_is_not_there_fails_them()
    {
        string text = _engine.Run($"Connect-InfluxDatabase $address db -CertificateAuthority $authority -Proxy http://127.0.0.1:1 -SkipCheck | Out-Null; {Query}").FailWith("ConnectionFailed").ToString();

        Assert.DoesNotContain("subchannel", text, StringComparison.OrdinalIgnoreCase);
    }
}
