using System.Collections.Concurrent;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Completion;

/// <summary>
/// What tab completion knows of servers. Pressing Tab must be quick: answers are kept for a minute, and a server that does not answer at once
/// counts as away for ten seconds and offers nothing.
/// </summary>
internal sealed class CatalogCache
{
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(Uri Server, string Database), Entry> _entries = new();

    /// <summary>The names of a server's databases; empty when it does not answer.</summary>
    public IReadOnlyList<string> Databases(InfluxConnection connection)
        => (IReadOnlyList<string>)Get(connection, "", async token =>
            (await connection.Client.Databases.ListNamesAsync(token)).Where(name => !name.StartsWith('_')).ToArray());

    /// <summary>The measurements of a database; empty when the server does not answer.</summary>
    public IReadOnlyList<InfluxMeasurement> Measurements(InfluxConnection connection, string database)
        => (IReadOnlyList<InfluxMeasurement>)Get(connection, database,
            async token => await connection.Client.Measurements.ReadAsync(database, null, s_patience, token));

    private object Get(InfluxConnection connection, string database, Func<CancellationToken, Task<object>> read)
    {
        (Uri, string) key = (connection.Uri, database);
        if (_entries.TryGetValue(key, out Entry? entry) && Environment.TickCount64 < entry.Until)
        {
            return entry.Value;
        }

        object? value = Read(read);
        TimeSpan valid = value is null ? s_away : s_kept;
        value ??= database.Length == 0 ? Array.Empty<string>() : Array.Empty<InfluxMeasurement>();
        _entries[key] = new Entry(value, Environment.TickCount64 + (long)valid.TotalMilliseconds);
        return value;
    }

    private static object? Read(Func<CancellationToken, Task<object>> read)
    {
        using CancellationTokenSource limit = new(s_patience);
        try
        {
            return Task.Run(() => read(limit.Token), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
            return null;
        }
    }

    private sealed record Entry(object Value, long Until);
}
