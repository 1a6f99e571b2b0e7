using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Asks the server for the columns of the measurements that a call writes to, once for each. Who may not read, may write all the same: whatever keeps the
/// server from telling is no failure, and the write finds out by itself.
/// </summary>
internal sealed class TargetColumns(InfluxClient client, string database, TimeSpan? timeout, CancellationToken cancellationToken) : ITargetColumns
{
    private static readonly Dictionary<string, TargetColumn> s_none = new(StringComparer.Ordinal);

    private readonly Dictionary<string, Dictionary<string, TargetColumn>> _known = new(StringComparer.Ordinal);
    private bool _isSilent;

    public IReadOnlyDictionary<string, TargetColumn> Find(string measurement)
    {
        if (!_known.TryGetValue(measurement, out Dictionary<string, TargetColumn>? columns))
        {
            // On the thread pool, free of any host's synchronization context.
            Task.Run(() => LookUpAsync([measurement]), CancellationToken.None).GetAwaiter().GetResult();
            columns = _known[measurement];
        }

        return columns;
    }

    /// <summary>Asks for several at once.</summary>
    public async Task LookUpAsync(IReadOnlyCollection<string> measurements)
    {
        string[] unknown = [.. measurements.Where(name => !_known.ContainsKey(name))];
        foreach (string name in unknown)
        {
            _known.Add(name, s_none);
        }

        foreach (InfluxMeasurement found in unknown.Length == 0 || _isSilent ? [] : await ReadAsync(unknown).ConfigureAwait(false))
        {
            var columns = new Dictionary<string, TargetColumn>(StringComparer.Ordinal);
            foreach (string tag in found.Tags)
            {
                columns[tag] = new TargetColumn(PointType.String, IsTag: true);
            }

            foreach (InfluxField field in found.Fields)
            {
                columns[field.Name] = new TargetColumn(field.Type, IsTag: false);
            }

            _known[found.Name] = columns;
        }
    }

    /// <summary>Asks nothing more: what is not known counts as not there.</summary>
    public void AskNoMore() => _isSilent = true;

    private async Task<IReadOnlyList<InfluxMeasurement>> ReadAsync(string[] names)
    {
        try
        {
            return await client.Retrying(new RetryPolicy { MaxRetry = 0 }).Measurements.ReadAsync(database, names, timeout,
                cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException)
        {
            _isSilent = true;
            return [];
        }
    }
}
