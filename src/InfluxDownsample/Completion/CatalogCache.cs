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

    private readonly Answers<string> _databases = new();
    private readonly Answers<InfluxMeasurement> _measurements = new();

    /// <summary>The names of a server's databases; empty when it does not answer.</summary>
    public IReadOnlyList<string> Databases(InfluxConnection connection) => _databases.Get(
        (connection.Reader, ""),
        async token => [.. (await connection.Client.Databases.ListNamesAsync(token)).Where(name => !name.StartsWith('_'))]);

    /// <summary>The measurements of a database; empty when the server does not answer.</summary>
    public IReadOnlyList<InfluxMeasurement> Measurements(InfluxConnection connection, string database) => _measurements.Get(
        (connection.Reader, database),
        async token => await connection.Client.Measurements.ReadAsync(database, null, s_patience, token));

    // What one token may see another may not, so it belongs to the question.
    private sealed class Answers<T>
    {
        private readonly ConcurrentDictionary<((Uri Server, string Reader) Asked, string Database), (IReadOnlyList<T> Names, long Until)> _known = new();

        public IReadOnlyList<T> Get(((Uri, string), string) question, Func<CancellationToken, Task<IReadOnlyList<T>>> read)
        {
            if (_known.TryGetValue(question, out (IReadOnlyList<T> Names, long Until) answer) && Environment.TickCount64 < answer.Until)
            {
                return answer.Names;
            }

            IReadOnlyList<T>? names = Read(read);
            _known[question] = (names ?? [], Environment.TickCount64 + (long)(names is null ? s_away : s_kept).TotalMilliseconds);
            return names ?? [];
        }

        private static IReadOnlyList<T>? Read(Func<CancellationToken, Task<IReadOnlyList<T>>> read)
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
    }
}
