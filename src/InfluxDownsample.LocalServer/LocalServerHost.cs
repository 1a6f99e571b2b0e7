using System.Net;
using InfluxDownsample.LocalServer.Flight;
using InfluxDownsample.LocalServer.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InfluxDownsample.LocalServer;

/// <summary>A running local server.</summary>
public sealed class LocalServerHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LocalServerHost(WebApplication application)
    {
        _application = application;
        Address = new Uri(application.Urls.Single());
        Requests = application.Services.GetRequiredService<RequestLog>();
        Faults = application.Services.GetRequiredService<FaultSettings>();
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:8181/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Every request since the start, also when it has ended.</summary>
    public RequestLog Requests { get; }

    /// <summary>What the server is told to do wrong.</summary>
    public FaultSettings Faults { get; }

    public static async Task<LocalServerHost> StartAsync(LocalServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        WebApplication application = Build(options);
        try
        {
            HttpRouter router = Router(application.Services);
            application.Map("/{**path}", router.RouteAsync);
            await application.StartAsync(cancellationToken);
            return new LocalServerHost(application);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Begins a snapshot of the write buffer unless one is under way, and writes so many of its files; null writes all. Without a write buffer nothing happens.
    /// </summary>
    public Task SnapshotAsync(int? files = null, CancellationToken cancellationToken = default) =>
        _application.Services.GetRequiredService<Store>().SnapshotAsync(files, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Running queries are cut off rather than waited for.
        using CancellationTokenSource now = new(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(LocalServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddRoutingCore().AddSingleton(options).AddSingleton<FaultSettings>().AddSingleton<RequestLog>().AddSingleton<Store>()
            .AddSingleton<TokenCheck>().AddSingleton<QueryRunner>().AddSingleton<InfluxQlQueries>()
            .AddGrpc(grpc => grpc.EnableDetailedErrors = false).AddFlightServer<FlightService>();
        WebApplication application = builder.Build();
        application.Services.GetRequiredService<FaultSettings>().CopyFrom(options.Faults);
        RequestLog requests = application.Services.GetRequiredService<RequestLog>();
        application.Use(next => context => RequestRecorder.AnswerAsync(context, next, requests, options.Clock));
        application.Use(next => context =>
        {
            GrpcTimeout.Take(context);
            return next(context);
        });
        application.MapFlightEndpoint();
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

    private static HttpRouter Router(IServiceProvider services)
    {
        T Create<T>() => ActivatorUtilities.CreateInstance<T>(services);
        HttpRouter router = Create<HttpRouter>();
        HealthEndpoints health = Create<HealthEndpoints>();
        router.Add("/health", null, ("GET", health.HealthAsync));
        router.Add("/api/v1/health", null, ("GET", health.HealthAsync));
        router.Add("/ping", null, ("GET", health.PingAsync), ("POST", health.PingAsync));

        WriteEndpoints write = Create<WriteEndpoints>();
        router.Add("/api/v3/write_lp", write.RefuseV3Async, ("POST", write.V3Async));
        router.Add("/api/v2/write", WriteEndpoints.RefuseV2Async, ("POST", write.V2Async));
        router.Add("/write", write.RefuseV1Async, ("POST", write.V1Async));

        QueryEndpoints query = Create<QueryEndpoints>();
        V1QueryEndpoint v1 = Create<V1QueryEndpoint>();
        router.Add("/api/v3/query_sql", query.RefuseSqlAsync, ("GET", query.SqlAsync), ("POST", query.SqlAsync));
        router.Add("/api/v3/query_influxql", query.RefuseInfluxQlAsync, ("GET", query.InfluxQlAsync), ("POST", query.InfluxQlAsync));
        router.Add("/query", v1.RefuseAsync, ("GET", v1.QueryAsync), ("POST", v1.QueryAsync));

        ConfigureEndpoints configure = Create<ConfigureEndpoints>();
        router.Add("/api/v3/configure/database", configure.RefuseAsync, ("POST", configure.CreateDatabaseAsync), ("GET", configure.ListDatabasesAsync),
            ("PUT", configure.UpdateDatabaseAsync), ("DELETE", configure.DeleteDatabaseAsync));
        router.Add("/api/v3/configure/database/retention_period", configure.RefuseAsync, ("POST", configure.SetRetentionAsync),
            ("DELETE", configure.ClearRetentionAsync));
        router.Add("/api/v3/configure/table", configure.RefuseAsync, ("POST", configure.CreateTableAsync), ("DELETE", configure.DeleteTableAsync));

        ControlEndpoints control = Create<ControlEndpoints>();
        router.Add("/local/faults", null, ("GET", control.GetFaultsAsync), ("PUT", control.SetFaultsAsync), ("DELETE", control.ClearFaultsAsync));
        router.Add("/local/requests", null, ("GET", control.GetRequestsAsync), ("DELETE", control.ClearRequestsAsync));
        router.Add("/local/snapshot", null, ("POST", control.SnapshotAsync));
        return router;
    }
}
