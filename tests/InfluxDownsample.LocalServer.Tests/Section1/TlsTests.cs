using System.Security.Cryptography.X509Certificates;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Grpc.Core;
using Grpc.Net.Client;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.1: TLS on the one port, for both protocols.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Certificate_ServesHttpAndFlight()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using LocalServerHost host = await LocalServerHost.StartAsync(new LocalServerOptions { Certificate = certificate });
        Assert.Equal("https", host.Address.Scheme);
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen!.Thumbprint == certificate.Thumbprint };
        using HttpClient http = new(handler) { BaseAddress = host.Address };
        using HttpResponseMessage written = await http.PostAsync("/api/v3/write_lp?db=d", new StringContent("m f=1 1"));
        Assert.Equal((204, new Version(1, 1)), ((int)written.StatusCode, written.Version));
        using GrpcChannel channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { HttpHandler = handler });
        using FlightRecordBatchStreamingCall call = new FlightClient(channel).GetStream(new FlightTicket("""{"database":"d","sql_query":"SELECT f FROM m"}"""));
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal(1, call.ResponseStream.Current.Length);
    }

    [Fact]
    public async Task UntrustedCertificate_IsNotTalkedTo()
    {
        using X509Certificate2 certificate = TestCertificate.Create();
        await using LocalServerHost host = await LocalServerHost.StartAsync(new LocalServerOptions { Certificate = certificate });
        using HttpClient http = new() { BaseAddress = host.Address };
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/health"));
        using GrpcChannel channel = GrpcChannel.ForAddress(host.Address);
        using FlightRecordBatchStreamingCall call = new FlightClient(channel).GetStream(new FlightTicket("{}"));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Internal, refused.StatusCode);
    }
}
