using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Stands before a server and does to single requests what networks and overloaded servers do. What a request gets, a function of its number decides.</summary>
public sealed class FlakyProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _server;
    private readonly Func<int, Mishap> _mishaps;
    private int _requests;

    private FlakyProxy(WebApplication application, Uri server, Func<int, Mishap> mishaps)
    {
        _application = application;
        _server = new HttpClient { BaseAddress = server };
        _mishaps = mishaps;
    }

    public enum Mishap
    {
        None,
        Busy,
        TooManyRequests,
        InternalError,
        BadGatewayPage,
        ResetBefore,
        ResetAfter,
        AnswerLostAfter,
        Silence,
    }

    public Uri Address { get; private set; } = null!;

    public int Mishaps { get; private set; }

    /// <summary>How many bytes of writes have come, as they travelled.</summary>
    public long BytesWritten { get; private set; }

    /// <param name="server">The real server.</param>
    /// <param name="mishaps">What befalls the nth write, counted from 1.</param>
    public static async Task<FlakyProxy> StartAsync(Uri server, Func<int, Mishap> mishaps)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        var proxy = new FlakyProxy(application, server, mishaps);
        application.Run(proxy.HandleAsync);
        await application.StartAsync();
        proxy.Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        bool isWrite = context.Request.Path.Value!.Contains("write", StringComparison.Ordinal);
        BytesWritten += isWrite ? body.Length : 0;
        Mishap mishap = isWrite ? _mishaps(Interlocked.Increment(ref _requests)) : Mishap.None;
        Mishaps += mishap == Mishap.None ? 0 : 1;
        switch (mishap)
        {
            case Mishap.Busy:
                context.Response.Headers.RetryAfter = "0";
                context.Response.StatusCode = 503;
                break;
            case Mishap.TooManyRequests:
                context.Response.Headers.RetryAfter = "0";
                context.Response.StatusCode = 429;
                break;
            case Mishap.InternalError:
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("{\"error\":\"something broke\"}");
                break;
            case Mishap.BadGatewayPage:
                context.Response.StatusCode = 502;
                await context.Response.WriteAsync("<html>Bad Gateway</html>");
                break;
            case Mishap.ResetBefore:
                context.Abort();
                break;
            case Mishap.ResetAfter:
                await ForwardAsync(context, body.ToArray());
                context.Abort();
                break;
            case Mishap.AnswerLostAfter:
                await ForwardAsync(context, body.ToArray());
                context.Response.StatusCode = 504;
                break;
            case Mishap.Silence:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            default:
                HttpResponseMessage answer = await ForwardAsync(context, body.ToArray());
                context.Response.StatusCode = (int)answer.StatusCode;
                foreach ((string name, IEnumerable<string> values) in answer.Headers)
                {
                    context.Response.Headers[name] = values.ToArray();
                }

                context.Response.Headers.Remove("Transfer-Encoding");
                if (answer.StatusCode != HttpStatusCode.NoContent)
                {
                    await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
                }

                break;
        }
    }

    private Task<HttpResponseMessage> ForwardAsync(HttpContext context, byte[] body)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path.Value![1..] + context.Request.QueryString);
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToArray());
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            if (context.Request.Headers.ContentEncoding.Count > 0)
            {
                request.Content.Headers.ContentEncoding.Add(context.Request.Headers.ContentEncoding.ToString());
            }
        }

        return _server.SendAsync(request);
    }
}
