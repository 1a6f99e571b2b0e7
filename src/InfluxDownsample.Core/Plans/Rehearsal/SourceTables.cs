using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Plans.Rehearsal;

/// <summary>The measurements of a database that a name with wildcards in a plan may pick from.</summary>
/// <param name="Raw">Those that no run is on record to have made.</param>
/// <param name="Targets">Those that are on record as targets, of this plan or of others.</param>
internal sealed record SourceTables(IReadOnlyList<string> Raw, IReadOnlyList<string> Targets)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="Errors.InfluxException">The server refused or failed.</exception>
    public static async Task<SourceTables> ReadAsync(MeasurementLocation place, CancellationToken cancellationToken)
    {
        TimeSpan? timeout = place.Client.Settings.Timeout;
        IReadOnlyList<string> names = await place.Client.Measurements.ReadNamesAsync(place.Database, timeout, cancellationToken).ConfigureAwait(false);
        IReadOnlySet<string> targets = names.Contains(LedgerLines.Measurement)
            ? await DownsampleHistory.ReadTargetsAsync(place.Client, place.Database, timeout, cancellationToken).ConfigureAwait(false)
            : new HashSet<string>();
        ILookup<bool, string> known = names.Where(name => !name.StartsWith("_downsample_", StringComparison.Ordinal)).ToLookup(targets.Contains);
        return new SourceTables([.. known[false]], [.. known[true]]);
    }
}
