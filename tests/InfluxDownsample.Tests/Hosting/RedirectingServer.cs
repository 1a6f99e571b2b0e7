using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Sends every request elsewhere.</summary>
public sealed class RedirectingServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RedirectingServer(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public static async Task<RedirectingServer> StartAsync(Uri elsewhere)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.Run(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = new Uri(elsewhere, context.Request.Path.Value![1..] + context.Request.QueryString).AbsoluteUri;
            return Task.CompletedTask;
        });
        await application.StartAsync();
        return new RedirectingServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
