using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Plans.Rehearsal;

/// <summary>Whether a server takes all databases that a plan would create.</summary>
internal static class DatabaseRoom
{
    // Of Core, without its own one (wire reference 5.6). A server that has more of them has another limit.
    private const int MostOfCore = 5;
    private const string OwnOfServer = "_internal";

    /// <summary>Counts the databases that are there, and those that are not.</summary>
    /// <param name="client">The server.</param>
    /// <param name="wanted">The databases of the plan.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>Those that are not there and for which there is no room, and what is to be said of it; null where there is room, or no limit known.</returns>
    /// <exception cref="Errors.InfluxException">The server does not list its databases.</exception>
    public static async Task<(IReadOnlyList<string> Missing, string Warning)?> FindLackAsync(
        InfluxClient client, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken)
    {
        if ((await client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition != InfluxEdition.Core)
        {
            return null;
        }

        string[] known = [.. (await client.Databases.ListAsync(cancellationToken).ConfigureAwait(false))
            .Select(database => database.Name).Where(name => name != OwnOfServer)];
        string[] missing = [.. wanted.Except(known)];
        return known.Length > MostOfCore || known.Length + missing.Length <= MostOfCore ? null
            : (missing, $"InfluxDB 3 Core takes {MostOfCore} databases. {client.Settings.Uri.Authority} has {known.Length}, and the plan needs "
                + $"{missing.Length} more: {string.Join(", ", missing.Select(name => $"'{name}'"))}. Let tiers that keep rows as long share a TargetDatabase, "
                + "with a TargetMeasurement such as '{measurement}_{every}', or remove a database.");
    }
}
