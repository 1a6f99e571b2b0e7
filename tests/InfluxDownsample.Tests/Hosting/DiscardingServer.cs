using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Confirms every write and keeps nothing of it, so that what grows while points stream is the module's.</summary>
public sealed class DiscardingServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private DiscardingServer(WebApplication application) => _application = application;

    /// <summary>A connection string to this server.</summary>
    public string Connection => $"{_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}?database=db";

    public static async Task<DiscardingServer> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        application.MapGet("/ping", static context =>
        {
            context.Response.Headers["X-Influxdb-Build"] = "Core";
            return Task.CompletedTask;
        });
        application.MapPost("/api/v3/write_lp", DiscardAsync);
        await application.StartAsync();
        return new DiscardingServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task DiscardAsync(HttpContext context)
    {
        await context.Request.BodyReader.CopyToAsync(Stream.Null);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
