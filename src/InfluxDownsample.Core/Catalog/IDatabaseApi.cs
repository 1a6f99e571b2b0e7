namespace InfluxDownsample.Core.Catalog;

/// <summary>How one group of editions lists, creates, changes and removes databases.</summary>
internal interface IDatabaseApi
{
    /// <summary>The databases, unordered, those the server keeps for itself included.</summary>
    Task<IReadOnlyList<InfluxDatabase>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Their names alone, where that is cheaper.</summary>
    async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
        => [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Select(database => database.Name)];

    /// <summary>Creates a database.</summary>
    /// <returns>False when there is one of that name.</returns>
    Task<bool> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken);

    /// <summary>Sets how long the rows of a database are kept; null keeps them for ever.</summary>
    /// <returns>False when there is none of that name.</returns>
    Task<bool> SetRetentionAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken);

    /// <summary>Removes a database.</summary>
    /// <param name="name">The name.</param>
    /// <param name="permanent">Whether the server is to purge its rows at once, where it would else keep them for some days.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there is none of that name.</returns>
    Task<bool> RemoveAsync(string name, bool permanent, CancellationToken cancellationToken);

    /// <summary>Removes a measurement.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">The name.</param>
    /// <param name="permanent">Whether the server is to purge its rows at once, where it would else keep them for some days.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when there is no such measurement or database.</returns>
    Task<bool> RemoveMeasurementAsync(string database, string name, bool permanent, CancellationToken cancellationToken);
}
