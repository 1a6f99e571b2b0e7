using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Connections;

/// <summary>
/// One server, reached with one set of settings: a Flight channel for queries and an HTTP client for the rest. Creating it does no I/O.
/// Safe for use from several threads.
/// </summary>
public sealed class InfluxClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Lazy<QueryClient> _query;
    private readonly bool _ownsConnections = true;
    private Task<ServerIdentity>? _identity;

    /// <summary>Creates the client.</summary>
    /// <exception cref="InfluxException">The settings contradict each other.</exception>
    public InfluxClient(ConnectionSettings settings)
    {
        settings.Validate();
        Settings = settings;
        Uri address = settings.Uri.AbsoluteUri.EndsWith('/') ? settings.Uri : new Uri(settings.Uri.AbsoluteUri + "/");
        _http = new HttpClient(ServerHandler.Create(settings)) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(UserAgent);
        _query = new Lazy<QueryClient>(CreateQueryClient);
        Write = new WriteClient(this, _http);
        Databases = new DatabaseClient(this, _http);
    }

    private InfluxClient(InfluxClient other, RetryPolicy retry)
    {
        _ownsConnections = false;
        _http = other._http;
        _query = new Lazy<QueryClient>(() => other.Query.Retrying(retry));
        _identity = other._identity;
        Settings = other.Settings;
        Write = other.Write;
        Databases = other.Databases;
    }

    /// <summary>The settings the client was made from.</summary>
    public ConnectionSettings Settings { get; }

    /// <summary>Queries over Arrow Flight.</summary>
    public QueryClient Query => _query.Value;

    /// <summary>Writes over HTTP.</summary>
    public WriteClient Write { get; }

    /// <summary>Databases over HTTP.</summary>
    public DatabaseClient Databases { get; }

    /// <summary>Measurements, from the server's catalogue.</summary>
    public MeasurementCatalog Measurements => new(Query);

    internal static ProductInfoHeaderValue UserAgent { get; }
        = new("InfluxDownsample", typeof(InfluxClient).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Asks the server for edition and version, once; an explicit edition in the settings wins over the answer.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ConnectionFailed"/>, <see cref="InfluxErrorId.AuthenticationFailed"/> and the
    /// like.</exception>
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        Task<ServerIdentity>? known = _identity;
        if (known is { IsCompletedSuccessfully: true })
        {
            return await known.ConfigureAwait(false);
        }

        Task<ServerIdentity> asked = PingAsync(cancellationToken);
        ServerIdentity identity = await asked.ConfigureAwait(false);
        _identity = asked;
        return identity;
    }

    /// <summary>Whether percentiles of the server's SQL can be exact; false where it does not tell its version.</summary>
    internal async Task<bool> HasExactPercentilesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await IdentifyAsync(cancellationToken).ConfigureAwait(false)).HasExactPercentiles;
        }
        catch (InfluxException)
        {
            return false;
        }
    }

    /// <summary>Finds out what works: the host, the token, the database. Problems on the server's side are in the result, not thrown.</summary>
    public async Task<ServerCheck> CheckAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        InfluxEdition edition = Settings.Edition;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Beside the ping: in a new process both have much to compile first, and little of it is the same.
        Task<InfluxException?> probe = Task.Run(() => ProbeDatabaseAsync(stop.Token), CancellationToken.None);
        try
        {
            // Asked anew: a server that answered before may be gone.
            ServerIdentity identity = await PingAsync(cancellationToken).ConfigureAwait(false);
            _identity = Task.FromResult(identity);
            TimeSpan latency = Stopwatch.GetElapsedTime(start);
            InfluxException? problem = await probe.ConfigureAwait(false);
            bool denied = problem?.Id is InfluxErrorId.AuthenticationFailed or InfluxErrorId.PermissionDenied;
            bool? exists = Settings.Database is null || denied ? null : problem is null ? true : problem.Id == InfluxErrorId.DatabaseNotFound ? false : null;
            return new ServerCheck(true, !denied, exists, identity.Edition, identity.Version, latency, problem);
        }
        catch (InfluxException problem)
        {
            bool reachable = problem.Id is InfluxErrorId.AuthenticationFailed or InfluxErrorId.PermissionDenied;
            return new ServerCheck(reachable, false, null, edition, null, Stopwatch.GetElapsedTime(start), problem);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)probe).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ownsConnections)
        {
            return;
        }

        _http.Dispose();
        if (_query.IsValueCreated)
        {
            _query.Value.Dispose();
        }
    }

    /// <summary>The same client whose queries have another patience. Its connections stay with this one.</summary>
    internal InfluxClient Retrying(RetryPolicy retry) => new(this, retry);

    internal AuthenticationHeaderValue? AuthorizationHeader()
        => Settings.Token is null ? null : new AuthenticationHeaderValue(Settings.AuthScheme.ToString(), TokenText.Reveal(Settings.Token));

    private QueryClient CreateQueryClient()
    {
        QueryClient query = new(Settings);
        query.Suggestions = new QuerySuggestions(query, Databases);
        return query;
    }

    private async Task<InfluxException?> ProbeDatabaseAsync(CancellationToken cancellationToken)
    {
        if (Settings.Database is null)
        {
            return null;
        }

        try
        {
            // The order of checks is token, database, plan (wire reference 1.6): the cheapest statement proves the first two.
            await foreach (var _ in Query.ProbeAsync(new InfluxQuery { Text = "SELECT 1" }, Settings.Database, Settings.Timeout,
                cancellationToken).ConfigureAwait(false))
            {
            }

            return null;
        }
        catch (InfluxException problem)
        {
            return problem;
        }
    }

    // wire reference 7: Core and Enterprise answer 200 with JSON, the others 204 with headers only.
    private async Task<ServerIdentity> PingAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "ping");
        request.Headers.Authorization = AuthorizationHeader();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Settings.Timeout ?? TimeSpan.FromSeconds(30));
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw HttpErrors.FromAnswer(RequestKind.Ping, response, body, Settings.Uri, $"'{Settings.Uri.Authority}' {Refusal(response)}");
            }

            return ReadIdentity(response, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw HttpErrors.FromTransport(exception, Settings.Uri, cancellationToken);
        }
    }

    private string Refusal(HttpResponseMessage response)
        => response.StatusCode != HttpStatusCode.Unauthorized ? "refused to say what it is"
            : Settings.Token is null ? "asks for a token, and no token was given"
            : "did not accept the token";

    private ServerIdentity ReadIdentity(HttpResponseMessage response, string body)
    {
        string? version = Header("X-Influxdb-Version");
        string? product = Header("X-Influxdb-Build");
        if (body.StartsWith('{'))
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(body);
                version ??= Text(json, "version");
                product ??= Text(json, "product_name");
            }
            catch (JsonException)
            {
                // A proxy's own page; the headers have said what there is to know.
            }
        }

        return new ServerIdentity(Settings.Edition == InfluxEdition.Auto ? EditionOf(product, response.StatusCode) : Settings.Edition, version)
        {
            Cluster = Header("cluster-uuid"),
            ClockOffset = response.Headers.Date - DateTimeOffset.UtcNow,
        };

        string? Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        static string? Text(JsonDocument json, string name)
            => json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private InfluxEdition EditionOf(string? product, HttpStatusCode status)
    {
        string text = product ?? "";
        if (text.Contains("Enterprise", StringComparison.OrdinalIgnoreCase))
        {
            return InfluxEdition.Enterprise;
        }

        if (text.Contains("Core", StringComparison.OrdinalIgnoreCase))
        {
            return InfluxEdition.Core;
        }

        if (!text.Contains("cloud2", StringComparison.OrdinalIgnoreCase) && status != HttpStatusCode.NoContent)
        {
            return InfluxEdition.Auto;
        }

        // 'cloud2' is all that three editions say of themselves (wire reference 7); the host name tells the hosted ones.
        string host = Settings.Uri.Host;
        return host.EndsWith(".cloud2.influxdata.com", StringComparison.OrdinalIgnoreCase) ? InfluxEdition.CloudServerless
            : host.EndsWith(".influxdb.io", StringComparison.OrdinalIgnoreCase) ? InfluxEdition.CloudDedicated
            : InfluxEdition.Clustered;
    }
}
