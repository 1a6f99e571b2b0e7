namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>A field of a parsed line. Only the value that <see cref="Type"/> names is meaningful.</summary>
public readonly struct LineProtocolField
{
    private readonly long _bits;

    internal LineProtocolField(LineProtocolText key, LineProtocolFieldType type, long bits, LineProtocolText text)
    {
        Key = key;
        Type = type;
        _bits = bits;
        Text = text;
    }

    /// <summary>The field's name.</summary>
    public LineProtocolText Key { get; }

    /// <summary>The type the line gives the value.</summary>
    public LineProtocolFieldType Type { get; }

    /// <summary>The value of a <see cref="LineProtocolFieldType.Float"/>; infinite where the text overflows.</summary>
    public double Float => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The value of an <see cref="LineProtocolFieldType.Integer"/>.</summary>
    public long Integer => _bits;

    /// <summary>The value of an <see cref="LineProtocolFieldType.Unsigned"/>.</summary>
    public ulong Unsigned => unchecked((ulong)_bits);

    /// <summary>The value of a <see cref="LineProtocolFieldType.Boolean"/>.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>The value of a <see cref="LineProtocolFieldType.String"/>.</summary>
    public LineProtocolText Text { get; }
}
