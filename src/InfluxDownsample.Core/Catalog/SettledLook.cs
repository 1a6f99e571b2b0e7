using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Looks at a table until two looks in a row agree and no file was added to its database since before the first of them: one look may miss rows that the
/// server is moving to files (wire reference 5.9), and two may miss the same ones.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="database">The database.</param>
/// <param name="files">Its files.</param>
/// <param name="timeout">The limit for each query; null for none.</param>
/// <param name="between">How long after a look the next one is.</param>
internal sealed class SettledLook(InfluxClient client, string database, FileWatch files, TimeSpan? timeout, TimeSpan between)
{
    /// <summary>So often two looks are taken before it is given up.</summary>
    public const int MaxPairs = 15;

    /// <summary>Looks.</summary>
    /// <param name="look">Takes a look.</param>
    /// <param name="agree">Whether two looks agree.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether two looks agreed, and what the second of them found.</returns>
    public async Task<(bool IsSettled, T Found)> TakeAsync<T>(Func<Task<T>> look, Func<T, T, bool> agree, CancellationToken cancellationToken)
    {
        for (int pair = 1; ; pair++)
        {
            (long, long) seen = files.Seen;
            T first = await look().ConfigureAwait(false);
            await Task.Delay(between, cancellationToken).ConfigureAwait(false);
            T second = await look().ConfigureAwait(false);
            await files.LookAsync(client, database, timeout, cancellationToken).ConfigureAwait(false);
            bool isSettled = agree(first, second) && seen == files.Seen;
            if (isSettled || pair == MaxPairs)
            {
                return (isSettled, second);
            }
        }
    }
}
