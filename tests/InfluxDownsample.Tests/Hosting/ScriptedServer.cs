using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>
/// A Flight server that answers every query with the batches a test gives it: for columns and moments that a real database would not produce on demand.
/// It can hold an answer back after its last batch and tells when a client has gone.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly AnsweringFlight _flight;

    private ScriptedServer(WebApplication application, AnsweringFlight flight)
    {
        _application = application;
        _flight = flight;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    /// <summary>A connection string to this server.</summary>
    public string Connection => $"{Address}?database=db";

    /// <summary>Ends when the server has seen a query that was given up.</summary>
    public Task Cancelled => _flight.Cancelled.Task;

    /// <summary>Ends when a query has arrived.</summary>
    public Task Asked => _flight.Asked.Task;

    /// <summary>The tickets of all queries as text.</summary>
    public IReadOnlyList<string> Tickets => _flight.Tickets;

    /// <summary>The headers of all queries.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Headers => _flight.Headers;

    /// <summary>Ends the answers that are held back.</summary>
    public void End() => _flight.End();

    public static Task<ScriptedServer> StartAsync(params RecordBatch[] batches) => StartAsync(batches, holdOpen: false);

    public static async Task<ScriptedServer> StartAsync(IEnumerable<RecordBatch> batches, bool holdOpen)
    {
        var flight = new AnsweringFlight(batches, holdOpen);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc().AddFlightServer<AnsweringFlight>();
        builder.Services.AddSingleton(flight);
        builder.Services.AddSingleton<FlightServer>(flight);
        WebApplication application = builder.Build();
        application.MapFlightEndpoint();
        await application.StartAsync();
        return new ScriptedServer(application, flight);
    }

    public async ValueTask DisposeAsync()
    {
        _flight.End();
        await _application.DisposeAsync();
    }

    private sealed class AnsweringFlight(IEnumerable<RecordBatch> batches, bool holdOpen) : FlightServer
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Tickets { get; } = [];

        public List<IReadOnlyDictionary<string, string>> Headers { get; } = [];

        public void End() => _end.TrySetResult();

        public override async Task DoGet(FlightTicket ticket, FlightServerRecordBatchStreamWriter responseStream, ServerCallContext context)
        {
            using CancellationTokenRegistration registration = context.CancellationToken.Register(() => Cancelled.TrySetResult());
            lock (Tickets)
            {
                Tickets.Add(ticket.Ticket.ToStringUtf8());
                Headers.Add(context.RequestHeaders.ToDictionary(static header => header.Key, static header => header.Value));
            }

            Asked.TrySetResult();
            foreach (RecordBatch batch in batches)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                await responseStream.WriteAsync(batch);
            }

            if (holdOpen)
            {
                await Task.WhenAny(_end.Task, Cancelled.Task);
            }
        }
    }
}
