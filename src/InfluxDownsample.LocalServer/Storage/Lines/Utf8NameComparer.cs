using System.Diagnostics.CodeAnalysis;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Lets dictionaries of names be asked with the UTF-8 bytes of a parsed line, so that a known name costs no string.</summary>
internal sealed class Utf8NameComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static Utf8NameComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode([DisallowNull] string obj) => GetHashCode(Encoding.UTF8.GetBytes(obj));

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(other, bytes, out int length)
            ? alternate.SequenceEqual(bytes[..length])
            : alternate.SequenceEqual(Encoding.UTF8.GetBytes(other));
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = default;
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
