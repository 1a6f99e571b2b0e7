using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Plans.Rehearsal;

/// <summary>The database that a tier writes to, and how long the plan says that it keeps its rows.</summary>
/// <param name="Client">The server.</param>
/// <param name="Database">The database.</param>
/// <param name="Period">How long; null for ever.</param>
internal sealed record TargetDatabase(InfluxClient Client, string Database, TimeSpan? Period)
{
    private string Wanted => RetentionPeriod.Describe(Period);

    /// <summary>Looks whether the database is there.</summary>
    /// <returns>Whether it must be created, what is worth knowing of one that is there, and how long rows are kept in fact.</returns>
    /// <exception cref="InfluxException">It is not there, and the server can't be asked to create it.</exception>
    public async Task<(bool IsMissing, string? Warning, TimeSpan? Kept)> LookAsync(CancellationToken cancellationToken)
    {
        InfluxDatabase? found;
        try
        {
            found = (await Client.Databases.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(database => database.Name == Database);
        }
        catch (InfluxException problem)
        {
            return (false, await LookWithoutListAsync(problem, cancellationToken).ConfigureAwait(false), Period);
        }

        return found is null || found.RetentionPeriod == Period ? (found is null, null, Period)
            : (false, $"Database '{Database}' keeps rows {RetentionPeriod.Describe(found.RetentionPeriod)}, and the plan says {Wanted}. It is left as it is. "
                + "Change it with Set-InfluxDatabase, or the plan's Retention.", found.RetentionPeriod);
    }

    /// <summary>Creates the database.</summary>
    /// <exception cref="InfluxException">The edition or the token can't, or somebody was faster and wants another period.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.Databases.EnsureAsync(Database, Period, checkPeriod: true, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException problem)
        {
            throw Refused(problem);
        }
    }

    // A token for reading and writing lists no databases, and Dedicated and Clustered list them at another address: one that is there will do.
    private async Task<string> LookWithoutListAsync(InfluxException problem, CancellationToken cancellationToken)
    {
        try
        {
            await Client.Measurements.ReadNamesAsync(Database, Client.Settings.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException missing) when (missing.Id == InfluxErrorId.DatabaseNotFound)
        {
            throw Refused(problem);
        }

        return $"Whether database '{Database}' keeps rows {Wanted}, as the plan says, can't be seen with this connection: {problem.Message}";
    }

    private InfluxException Refused(InfluxException problem)
        => new(problem.Id, $"Database '{Database}' is not there, and can't be created so that it keeps rows {Wanted}: {problem.Message}", problem)
        {
            Target = Database,
            Endpoint = problem.Endpoint,
            Advice = "Create it with the tools of your edition, or leave Retention out of the plan.",
        };
}
