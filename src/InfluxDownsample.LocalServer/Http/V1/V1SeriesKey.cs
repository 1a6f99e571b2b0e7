namespace InfluxDownsample.LocalServer.Http;

/// <summary>The name and tags that rows of one v1 series share.</summary>
internal sealed record V1SeriesKey(string Name, (string Key, string Value)[] Tags)
{
    public bool Equals(V1SeriesKey? other) => other is not null && Name == other.Name && Tags.AsSpan().SequenceEqual(other.Tags);

    public override int GetHashCode() => HashCode.Combine(Name, Tags.Length);
}
