using System.Globalization;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.LocalServer.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Benchmarks.Server;

/// <summary>
/// A server that costs as little as one can: it answers every query by replaying finished messages and throws away what is written.
/// The query's text is the number of batches it wants; any other has no rows.
/// </summary>
internal static class StandIn
{
    /// <summary>Serves until the input stream ends, that is until the process that started it is gone. The first line of output is the address.</summary>
    public static async Task ServeAsync()
    {
        byte[][] messages = FlightMessages.Of(Workload.W1(batches: 16).Batches);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Use(ClearTextHttp2.Middleware));
        });
        await using WebApplication application = builder.Build();
        application.MapGet("/ping", static context =>
        {
            context.Response.Headers["X-Influxdb-Build"] = "Core";
            context.Response.Headers["X-Influxdb-Version"] = "3.0.0";
            return Task.CompletedTask;
        });
        application.MapPost("/api/v3/write_lp", DiscardAsync);
        application.MapPost("/arrow.flight.protocol.FlightService/DoGet", context => ReplayAsync(context, messages));
        await application.StartAsync();
        Console.WriteLine(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Console.In.ReadToEndAsync();
    }

    private static async Task DiscardAsync(HttpContext context)
    {
        while (true)
        {
            System.IO.Pipelines.ReadResult read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
        }
    }

    private static async Task ReplayAsync(HttpContext context, byte[][] messages)
    {
        int batches = await ReadBatchCountAsync(context);
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.BodyWriter.WriteAsync(messages[0]);
        for (int batch = 0; batch < batches; batch++)
        {
            await context.Response.BodyWriter.WriteAsync(messages[1 + (batch % (messages.Length - 1))], context.RequestAborted);
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }

    // The ticket is JSON inside a message. What the module asks beside the benchmark's query, the columns of a table, has no rows here.
    private static async Task<int> ReadBatchCountAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string ticket = await reader.ReadToEndAsync();
        string query = ticket[(ticket.IndexOf("sql_query\":\"", StringComparison.Ordinal) + 12)..];
        return int.TryParse(query[..query.IndexOf('"', StringComparison.Ordinal)], NumberStyles.None, CultureInfo.InvariantCulture, out int batches) ? batches : 0;
    }
}
