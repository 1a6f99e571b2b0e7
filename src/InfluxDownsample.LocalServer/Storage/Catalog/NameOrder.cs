namespace InfluxDownsample.LocalServer.Storage;

/// <summary>InfluxDB orders names by their UTF-8 bytes, which differs from UTF-16 order beyond the basic plane.</summary>
public static class NameOrder
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    public static int Compare(string? left, string? right) =>
        Encoding.UTF8.GetBytes(left ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right ?? ""));
}
