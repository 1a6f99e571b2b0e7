using System.Net;
using InfluxDownsample.LocalServer.Flight;
using InfluxDownsample.LocalServer.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfluxDownsample.LocalServer;

/// <summary>A running local server.</summary>
public sealed class LocalServerHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Store _store;

    private LocalServerHost(WebApplication application, Store store, Uri address, RequestLog requests, FaultSettings faults)
    {
        _application = application;
        _store = store;
        Address = address;
        Requests = requests;
        Faults = faults;
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:8181/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Every request since the start.</summary>
    public RequestLog Requests { get; }

    /// <summary>What the server is told to do wrong.</summary>
    public FaultSettings Faults { get; }

    public static async Task<LocalServerHost> StartAsync(LocalServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequestLog requests = new();
        FaultSettings faults = new();
        faults.CopyFrom(options.Faults);
        Store store = new(options, faults);
        try
        {
            WebApplication application = Build(options, store, faults, requests);
            await application.StartAsync(cancellationToken);
            IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
            return new LocalServerHost(application, store, new Uri(addresses.Addresses.Single()), requests, faults);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Begins a snapshot of the write buffer unless one is under way, and writes so many of its files; null writes all. Without a write buffer nothing happens.
    /// </summary>
    public Task SnapshotAsync(int? files = null, CancellationToken cancellationToken = default) => _store.SnapshotAsync(files, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Running queries are cut off rather than waited for.
        using CancellationTokenSource now = new(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _store.Dispose();
    }

    private static WebApplication Build(LocalServerOptions options, Store store, FaultSettings faults, RequestLog requests)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.EnableDetailedErrors = false).AddFlightServer<FlightService>();
        TokenCheck tokens = new(options.Token, faults);
        builder.Services.AddSingleton(options).AddSingleton(store).AddSingleton(faults).AddSingleton(tokens);
        QueryRunner queries = new(store, options, faults);
        builder.Services.AddSingleton(queries);
        WebApplication application = builder.Build();

        application.Use(next => context => RequestRecorder.AnswerAsync(context, next, requests, options.Clock));
        application.Use(next => context =>
        {
            GrpcTimeout.Take(context);
            return next(context);
        });
        application.MapFlightEndpoint();
        HttpRouter router = new(options, faults, tokens, store.ClusterId);
        AddEndpoints(router, options, store, queries, faults, requests);
        application.Map("/{**path}", router.RouteAsync);
        return application;
    }

    private static void Listen(KestrelServerOptions kestrel, LocalServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            if (options.Certificate is null)
            {
                listen.Use(ClearTextHttp2.Middleware);
            }
            else
            {
                listen.UseHttps(options.Certificate);
            }
        });
    }

    private static void AddEndpoints(HttpRouter router, LocalServerOptions options, Store store, QueryRunner queries, FaultSettings faults, RequestLog requests)
    {
        HealthEndpoints health = new(options);
        router.Add("/health", null, ("GET", health.HealthAsync));
        router.Add("/api/v1/health", null, ("GET", health.HealthAsync));
        router.Add("/ping", null, ("GET", health.PingAsync), ("POST", health.PingAsync));

        WriteEndpoints write = new(store, options);
        router.Add("/api/v3/write_lp", write.RefuseV3Async, ("POST", write.V3Async));
        router.Add("/api/v2/write", WriteEndpoints.RefuseV2Async, ("POST", write.V2Async));
        router.Add("/write", write.RefuseV1Async, ("POST", write.V1Async));

        InfluxQlQueries influxQl = new(queries, options);
        QueryEndpoints query = new(queries, influxQl, faults, options);
        V1QueryEndpoint v1 = new(influxQl, options);
        router.Add("/api/v3/query_sql", query.RefuseSqlAsync, ("GET", query.SqlAsync), ("POST", query.SqlAsync));
        router.Add("/api/v3/query_influxql", query.RefuseInfluxQlAsync, ("GET", query.InfluxQlAsync), ("POST", query.InfluxQlAsync));
        router.Add("/query", v1.RefuseAsync, ("GET", v1.QueryAsync), ("POST", v1.QueryAsync));

        ConfigureEndpoints configure = new(store, queries, options);
        router.Add("/api/v3/configure/database", configure.RefuseAsync, ("POST", configure.CreateDatabaseAsync), ("GET", configure.ListDatabasesAsync),
            ("PUT", configure.UpdateDatabaseAsync), ("DELETE", configure.DeleteDatabaseAsync));
        router.Add("/api/v3/configure/database/retention_period", configure.RefuseAsync, ("POST", configure.SetRetentionAsync),
            ("DELETE", configure.ClearRetentionAsync));
        router.Add("/api/v3/configure/table", configure.RefuseAsync, ("POST", configure.CreateTableAsync), ("DELETE", configure.DeleteTableAsync));

        ControlEndpoints control = new(store, faults, requests);
        router.Add("/local/faults", null, ("GET", control.GetFaultsAsync), ("PUT", control.SetFaultsAsync), ("DELETE", control.ClearFaultsAsync));
        router.Add("/local/requests", null, ("GET", control.GetRequestsAsync), ("DELETE", control.ClearRequestsAsync));
        router.Add("/local/snapshot", null, ("POST", control.SnapshotAsync));
    }
}
