using System.Collections.Concurrent;
using System.Net;
using System.Text;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>A server behind an HTTP handler: keeps what it was sent and answers as the test says.</summary>
internal sealed class StubServer : HttpMessageHandler
{
    private readonly Func<string[], Task<HttpResponseMessage>> _answer;
    private readonly InfluxClient _client;

    public StubServer(Func<string[], HttpResponseMessage> answer)
        : this(lines => Task.FromResult(answer(lines)))
    {
    }

    /// <param name="answer">Gives the answer to a request's lines.</param>
    public StubServer(Func<string[], Task<HttpResponseMessage>> answer)
    {
        _answer = answer;
        _client = new InfluxClient(new ConnectionSettings { Uri = new Uri("http://stub:8181"), UseV2Api = false, GzipThreshold = int.MaxValue });
        Write = new WriteClient(_client, new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://stub:8181/") });
    }

    /// <summary>The client that sends here.</summary>
    public WriteClient Write { get; }

    /// <summary>The bodies in the order of their arrival.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The lines that an answer has confirmed.</summary>
    public ConcurrentQueue<string> Stored { get; } = new();

    public static HttpResponseMessage Answer(HttpStatusCode status, string body = "") => new(status) { Content = new StringContent(body, Encoding.UTF8) };

    /// <summary>Stores everything.</summary>
    public static HttpResponseMessage Stores(string[] lines) => Answer(HttpStatusCode.NoContent);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        Bodies.Enqueue(body);
        string[] lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        HttpResponseMessage answer = await _answer(lines).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            foreach (string line in lines)
            {
                Stored.Enqueue(line);
            }
        }

        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.Dispose();
        }

        base.Dispose(disposing);
    }
}
