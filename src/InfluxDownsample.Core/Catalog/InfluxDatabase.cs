namespace InfluxDownsample.Core.Catalog;

/// <summary>A database (a bucket, on Cloud Serverless).</summary>
/// <param name="Name">The name, case-sensitive.</param>
/// <param name="RetentionPeriod">How long rows are kept, counted from their own time; null keeps them for ever.</param>
public sealed record InfluxDatabase(string Name, TimeSpan? RetentionPeriod)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
