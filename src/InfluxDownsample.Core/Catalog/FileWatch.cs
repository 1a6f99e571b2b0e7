using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Watches the files of a database: two reads of a table agree only when none was added between them. Safe for several readers at once.</summary>
internal sealed class FileWatch
{
    private readonly FilesQuery _query;
    private readonly object _lock = new();
    private bool _isShown;
    private (long Own, long Shared) _seen;

    /// <param name="table">The table whose rows are read.</param>
    /// <param name="counts">The first counts; null where the server does not show its files.</param>
    public FileWatch(string? table, IEnumerable<long>? counts)
    {
        _query = new FilesQuery(table);
        _isShown = counts is not null;
        foreach (long count in counts ?? [])
        {
            See(count);
        }
    }

    /// <summary>What to ask for; null where the server does not show its files.</summary>
    public FilesQuery? Query => _isShown ? _query : null;

    /// <summary>What was seen last. An earlier look tells more than a later one.</summary>
    public (long Own, long Shared) Seen
    {
        get
        {
            lock (_lock)
            {
                return _seen;
            }
        }
    }

    /// <summary>Takes a count from an answer.</summary>
    public void See(long count)
    {
        lock (_lock)
        {
            _seen = count >= FilesQuery.OwnFiles ? _seen with { Own = count } : _seen with { Shared = count };
        }
    }

    /// <summary>Whether a failure was because the server does not show its files; they are not asked for again.</summary>
    public bool IsHidden(InfluxException failure)
    {
        if (!_isShown || !FilesQuery.IsHidden(failure))
        {
            return false;
        }

        _isShown = false;
        return true;
    }

    /// <summary>Counts again.</summary>
    public async Task LookAsync(InfluxClient client, string database, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (Query is not { } files)
        {
            return;
        }

        var query = new InfluxQuery { Text = files.Union(static count => $"{count} AS files")["\nUNION ALL\n".Length..], Parameters = files.With(null) };
        try
        {
            foreach (PointBatch batch in await client.Query.ReadAsync(query, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false))
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    See(Convert.ToInt64(batch.GetValue(row, 0), null));
                }
            }
        }
        catch (InfluxException exception) when (IsHidden(exception))
        {
        }
    }
}
