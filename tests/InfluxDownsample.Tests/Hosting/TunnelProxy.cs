using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>An HTTP proxy that opens tunnels (CONNECT) and counts them.</summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly string? _authorization;
    private int _tunnels;

    /// <param name="credential">The <c>name:password</c> that it wants; null lets everybody through.</param>
    public TunnelProxy(string? credential = null)
    {
        _authorization = credential is null ? null : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credential))}\r\n";
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public int Tunnels => Volatile.Read(ref _tunnels);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> tunnels = [];
        try
        {
            while (true)
            {
                tunnels.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task TunnelAsync(TcpClient accepted)
    {
        using TcpClient client = accepted;
        NetworkStream near = client.GetStream();
        try
        {
            // CONNECT host:port HTTP/1.1
            string head = await ReadHeadAsync(near);
            string[] request = head.Split(' ');
            string? refusal = request[0] != "CONNECT" ? "405 Method Not Allowed"
                : _authorization is not null && !head.Contains(_authorization, StringComparison.Ordinal) ? "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\""
                : null;
            if (refusal is not null)
            {
                await near.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
                return;
            }

            IPEndPoint target = IPEndPoint.Parse(request[1]);
            using var server = new TcpClient();
            await server.ConnectAsync(target, _stop.Token);
            Interlocked.Increment(ref _tunnels);
            await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
            NetworkStream far = server.GetStream();
            await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
        }
        catch (Exception end) when (end is IOException or SocketException or OperationCanceledException)
        {
            // One of both sides has gone.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
