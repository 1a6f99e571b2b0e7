namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a table is made of.</summary>
/// <param name="Cluster">What the server calls itself, the same after a restart and at every address; null where it says nothing.</param>
/// <param name="Address">Where the server was reached.</param>
/// <param name="Database">The database.</param>
/// <param name="Measurement">The measurement.</param>
internal sealed record SourceDefinition(string? Cluster, string Address, string Database, string Measurement)
{
    /// <summary>Whether both are on one server: by its own name where both know it, else by its address.</summary>
    public bool IsOnServerOf(SourceDefinition other)
        => Cluster is not null && other.Cluster is not null ? Cluster == other.Cluster : Address == other.Address;

    /// <summary>Whether both are the same table.</summary>
    public bool IsSameAs(SourceDefinition other) => IsOnServerOf(other) && Database == other.Database && Measurement == other.Measurement;

    /// <inheritdoc/>
    public override string ToString() => $"'{Measurement}' in database '{Database}' of {Address}";
}
