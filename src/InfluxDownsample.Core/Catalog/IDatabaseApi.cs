namespace InfluxDownsample.Core.Catalog;

/// <summary>How one group of editions lists and creates databases.</summary>
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
}
