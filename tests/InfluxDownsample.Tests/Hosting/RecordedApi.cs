using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>An HTTP server that gives the recorded answers of a product which no test can start, and remembers what it was asked.</summary>
public sealed class RecordedApi : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Dictionary<string, Queue<(int Status, string Body)>> _answers;
    private readonly List<RecordedCall> _calls = [];

    private RecordedApi(WebApplication application, Dictionary<string, Queue<(int, string)>> answers)
    {
        _application = application;
        _answers = answers;
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Answers a call instead of the table, when it gives something; may take its time.</summary>
    public Func<RecordedCall, Task<(int Status, string Body)?>>? Answering { get; set; }

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<RecordedCall> Calls => _calls;

    /// <param name="answers">Answers by method, path and query, such as <c>GET /api/v2/buckets?limit=100&amp;offset=0</c>; several of one call come in turn. Others are 404.</param>
    public static async Task<RecordedApi> StartAsync(params (string Call, int Status, string Body)[] answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        RecordedApi api = new(application, answers.GroupBy(answer => answer.Call).ToDictionary(
            group => group.Key, group => new Queue<(int, string)>(group.Select(answer => (answer.Status, answer.Body)))));
        application.Run(api.AnswerAsync);
        await application.StartAsync();
        api.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return api;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string call = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        var asked = new RecordedCall(call, context.Request.Headers.Authorization.ToString(), context.Request.ContentType, await reader.ReadToEndAsync());
        lock (_calls)
        {
            _calls.Add(asked);
        }

        (int Status, string Body)? own = Answering is null ? null : await Answering(asked);
        (int status, string body) = own ?? Recorded(call);
        context.Response.StatusCode = status;
        if (body.Length > 0)
        {
            await context.Response.WriteAsync(body);
        }
    }

    private (int Status, string Body) Recorded(string call)
        => _answers.TryGetValue(call, out Queue<(int, string)>? left) && left.Count > 0
            ? left.Count > 1 ? left.Dequeue() : left.Peek()
            : (404, """{"code":"not found","message":"path not found"}""");
}
