using System.Management.Automation;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Tests.Hosting;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>What is said of servers that cannot be reached: what is wrong there, and what to do.</summary>
public sealed class TransportTextTests : IAsyncLifetime, IDisposable
{
    private const string Query = "Invoke-InfluxQuery 'SELECT 1' -Connection tls";

    private readonly HostedEngine _engine = new();
    private readonly X509Certificate2 _certificate = TestCertificate.Create();
    private readonly string _authority = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Certificate = _certificate });
        await File.WriteAllTextAsync(_authority, _certificate.ExportCertificatePem());
        _engine.Set("authority", _authority);
        _engine.Set("address", _server.Address);
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
        File.Delete(_authority);
    }

    [Theory]
    [InlineData("$address", "", "leads to nobody that this machine trusts", "Give the issuer's certificate with Connect-InfluxDatabase -CertificateAuthority.")]
    [InlineData("\"https://localhost:$($address.Port)\"", "-CertificateAuthority $authority", "not for 'localhost'", "Connect by a name that it is for")]
    [InlineData("\"https://localhost:$($address.Port)\"", "", "not for 'localhost'", "Connect by a name that it is for")]
    public void A_certificate_is_described(string address, string trust, string told, string advised)
    {
        foreach (string command in Commands(address, trust))
        {
            AssertTold(_engine.Run(command), told, advised);
        }
    }

    [Fact]
    public void A_certificate_of_another_authority_is_described()
    {
        using X509Certificate2 other = TestCertificate.Create();
        File.WriteAllText(_authority, other.ExportCertificatePem());

        foreach (string command in Commands("$address", "-CertificateAuthority $authority"))
        {
            AssertTold(_engine.Run(command), $"leads to no certificate in '{_authority}'", "Give the issuer's certificate");
        }
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData(null)]
    public async Task A_server_without_HTTP2_over_TLS_is_told_from_one_without_trust(string? offered)
    {
        await using var server = new TlsServer(_certificate, offered is null ? [] : [new SslApplicationProtocol(offered)]);
        _engine.Set("address", server.Address);

        AssertTold(_engine.Run($"Connect-InfluxDatabase $address db -Name tls -CertificateAuthority $authority -SkipCheck | Out-Null; {Query}"), "HTTP/2 over TLS", "let it offer h2");
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "the proxy '127.0.0.1:1' does not answer")]
    [InlineData("http://nosuch.invalid:3128", "the proxy 'nosuch.invalid:3128' does not answer")]
    public void An_absent_proxy_is_named(string proxy, string told)
    {
        foreach (string command in Commands("$address", $"-CertificateAuthority $authority -Proxy {proxy}"))
        {
            AssertTold(_engine.Run(command), told, "Check the proxy of Connect-InfluxDatabase -Proxy");
        }
    }

    [Fact]
    public void A_server_that_is_not_there_is_not_taken_for_a_proxy()
    {
        foreach (string command in Commands("http://127.0.0.1:1", ""))
        {
            AssertTold(_engine.Run(command), "'127.0.0.1:1' could not be reached: ", "Check address and port, and that the server runs.");
        }
    }

    private static string[] Commands(string address, string parameters) =>
    [
        $"Connect-InfluxDatabase {address} db -Name tls {parameters}",
        $"Connect-InfluxDatabase {address} db -Name tls -SkipCheck {parameters} | Out-Null; {Query}",
    ];

    private static void AssertTold(Answer answer, string told, string advised)
    {
        ErrorRecord error = answer.FailWith("ConnectionFailed");

        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(advised, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner exception", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Callback", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("subchannel", error.ToString(), StringComparison.Ordinal);
    }
}
