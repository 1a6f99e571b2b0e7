using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Lists, creates, changes and removes databases, and removes measurements, in the way of the server's edition.</summary>
public sealed class DatabaseClient
{
    private readonly InfluxClient _client;
    private readonly HttpClient _http;

    internal DatabaseClient(InfluxClient client, HttpClient http)
    {
        _client = client;
        _http = http;
    }

    /// <summary>The databases by name, those the server keeps for itself included (their names begin with an underscore).</summary>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.PermissionDenied"/> and the like; <see cref="InfluxErrorId.InvalidParameter"/>: the address can't manage databases.
    /// </exception>
    public async Task<IReadOnlyList<InfluxDatabase>> ListAsync(CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InfluxDatabase> databases = await api.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. databases.OrderBy(database => database.Name, StringComparer.Ordinal)];
    }

    /// <summary>The names of the databases, in order.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        return [.. (await api.ListNamesAsync(cancellationToken).ConfigureAwait(false)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Creates a database.</summary>
    /// <param name="name">The name.</param>
    /// <param name="retentionPeriod">How long rows are kept; null keeps them for ever.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.DatabaseExists"/>: there is one of that name.</exception>
    public async Task<InfluxDatabase> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        return await api.CreateAsync(name, retentionPeriod, cancellationToken).ConfigureAwait(false)
            ? new InfluxDatabase(name, retentionPeriod)
            : throw Exists(name, "Give -Force to leave it as it is when its retention period agrees.");
    }

    /// <summary>Creates a database, or leaves the one that is there as it is.</summary>
    /// <param name="name">The name.</param>
    /// <param name="retentionPeriod">How long rows are kept; null keeps them for ever.</param>
    /// <param name="checkPeriod">Whether the one that is there must have this retention period.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The database as it is now.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.DatabaseExists"/>: there is one of that name with another retention period.</exception>
    public async Task<InfluxDatabase> EnsureAsync(string name, TimeSpan? retentionPeriod, bool checkPeriod, CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        if (await api.CreateAsync(name, retentionPeriod, cancellationToken).ConfigureAwait(false))
        {
            return new InfluxDatabase(name, retentionPeriod);
        }

        IReadOnlyList<InfluxDatabase> databases = await api.ListAsync(cancellationToken).ConfigureAwait(false);
        InfluxDatabase existing = databases.FirstOrDefault(database => database.Name == name)
            ?? throw Exists(name, "The server lists none of that name: it may have been deleted a moment ago. Try again.");
        return !checkPeriod || existing.RetentionPeriod == retentionPeriod
            ? existing
            : throw new InfluxException(
                InfluxErrorId.DatabaseExists,
                $"There is a database named '{name}' already, and it keeps rows {RetentionPeriod.Describe(existing.RetentionPeriod)}, "
                    + $"not {RetentionPeriod.Describe(retentionPeriod)}.")
            {
                Target = name,
                Advice = "Change its retention period with Set-InfluxDatabase, or leave out -RetentionPeriod.",
            };
    }

    /// <summary>Sets how long the rows of a database are kept.</summary>
    /// <param name="name">The name.</param>
    /// <param name="retentionPeriod">How long rows are kept; null keeps them for ever.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The database as it is now.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.DatabaseNotFound"/>: there is none of that name; the message names near ones.</exception>
    public async Task<InfluxDatabase> SetRetentionAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        return await api.SetRetentionAsync(name, retentionPeriod, cancellationToken).ConfigureAwait(false)
            ? new InfluxDatabase(name, retentionPeriod)
            : throw await NotFoundAsync(api, name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a database with all that is in it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="permanent">Whether the server is to purge its rows at once, where it would else keep them for some days.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.DatabaseNotFound"/>: there is none of that name; the message names near ones.</exception>
    public async Task RemoveAsync(string name, bool permanent, CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        if (!await api.RemoveAsync(name, permanent, cancellationToken).ConfigureAwait(false))
        {
            throw await NotFoundAsync(api, name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a measurement with all its points.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">The name.</param>
    /// <param name="permanent">Whether the server is to purge its rows at once, where it would else keep them for some days.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.DatabaseNotFound"/>, <see cref="InfluxErrorId.MeasurementNotFound"/>: there is none of that name; the message names near ones.
    /// <see cref="InfluxErrorId.InvalidParameter"/>: the server's edition can't.
    /// </exception>
    public async Task RemoveMeasurementAsync(string database, string name, bool permanent, CancellationToken cancellationToken)
    {
        IDatabaseApi api = await ApiAsync(cancellationToken).ConfigureAwait(false);
        if (await api.RemoveMeasurementAsync(database, name, permanent, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        IReadOnlyList<string> databases = await api.ListNamesAsync(cancellationToken).ConfigureAwait(false);
        if (!databases.Contains(database, StringComparer.Ordinal))
        {
            throw NotFound(_client.Settings.Uri, database, databases);
        }

        IReadOnlyList<string> known = await ReadMeasurementsAsync(database, cancellationToken).ConfigureAwait(false);
        throw MeasurementCatalog.NotFound(database, name, known);
    }

    /// <summary>
    /// A sentence that asks for the databases whose names are near to one that is not there; empty when none is, or when this token can't list them.
    /// </summary>
    /// <param name="name">The name that is not there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<string> SuggestAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return NearNames.Suggest(name, await ListNamesAsync(cancellationToken).ConfigureAwait(false), kind: null);
        }
        catch (InfluxException)
        {
            return "";
        }
    }

    /// <summary>The error that a database is not there.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that are there.</param>
    public static InfluxException NotFound(Uri server, string name, IEnumerable<string> known)
    {
        string suggestion = NearNames.Suggest(name, known.Where(static other => !other.StartsWith('_')), "Databases");
        return new InfluxException(InfluxErrorId.DatabaseNotFound, $"'{server.Authority}' has no database '{name}'. {suggestion}".TrimEnd())
        {
            Target = name,
            Advice = "Names are case-sensitive. Get-InfluxDatabase lists them.",
        };
    }

    private async Task<InfluxException> NotFoundAsync(IDatabaseApi api, string name, CancellationToken cancellationToken)
        => NotFound(_client.Settings.Uri, name, await api.ListNamesAsync(cancellationToken).ConfigureAwait(false));

    // A management address answers no queries: then no names are near.
    private async Task<IReadOnlyList<string>> ReadMeasurementsAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.Measurements.ReadNamesAsync(database, _client.Settings.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException)
        {
            return [];
        }
    }

    private static InfluxException Exists(string name, string advice)
        => new(InfluxErrorId.DatabaseExists, $"There is a database named '{name}' already.") { Target = name, Advice = advice };

    private async Task<IDatabaseApi> ApiAsync(CancellationToken cancellationToken)
    {
        ConnectionSettings settings = _client.Settings;
        // A management address has no /ping, so an edition that is given is not asked for.
        InfluxEdition edition = settings.Edition != InfluxEdition.Auto ? settings.Edition
            : (await _client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition;
        return edition switch
        {
            // The schemes that these editions document (wire reference 6.2, 9).
            InfluxEdition.CloudServerless => new BucketApi(new ManagementHttp(_http, settings, "Token"), settings.Organization),
            InfluxEdition.CloudDedicated or InfluxEdition.Clustered
                => new ManagementApi(new ManagementHttp(_http, settings, "Bearer"), ManagementApi.PathFor(settings, edition)),
            _ => new ConfigureApi(new ManagementHttp(_http, settings)),
        };
    }
}
