using System.Text;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>A name or a text of a parsed line, unescaped, as UTF-8; valid until the reader moves to the next line.</summary>
public readonly struct LineProtocolText
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _length;

    internal LineProtocolText(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        _start = start;
        _length = length;
    }

    /// <summary>The UTF-8 bytes, unescaped.</summary>
    public ReadOnlySpan<byte> Utf8 => _bytes.AsSpan(_start, _length);

    /// <summary>The text as a new string.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
