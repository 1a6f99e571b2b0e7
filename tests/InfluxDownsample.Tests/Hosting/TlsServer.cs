using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>A server that speaks TLS and HTTP/1.1 only, as a proxy in front of one may: it offers the protocols it is given, or none, and answers every request with an empty page.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SslServerAuthenticationOptions _options;
    private readonly Task _running;

    public TlsServer(X509Certificate2 certificate, params SslApplicationProtocol[] offered)
    {
        _options = new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = offered.Length > 0 ? [.. offered] : null };
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> answers = [];
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answers);
        }
    }

    private async Task AnswerAsync(TcpClient accepted)
    {
        using TcpClient client = accepted;
        NetworkStream network = client.GetStream();
        await using var stream = new SslStream(network);
        try
        {
            await AuthenticateAsync(network, stream);
            byte[] request = new byte[4096];
            if (await stream.ReadAsync(request, _stop.Token) > 0)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray(), _stop.Token);
            }
        }
        catch (Exception end) when (end is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The client has heard enough.
        }
    }

    // A refusal is an alert, and then the end of what this side sends. To close at once, with something unread, would reset the connection, and the client
    // might never see the alert.
    private async Task AuthenticateAsync(NetworkStream network, SslStream stream)
    {
        try
        {
            await stream.AuthenticateAsServerAsync(_options, _stop.Token);
        }
        catch (AuthenticationException)
        {
            network.Socket.Shutdown(SocketShutdown.Send);
            await network.CopyToAsync(Stream.Null, _stop.Token);
            throw;
        }
    }
}
