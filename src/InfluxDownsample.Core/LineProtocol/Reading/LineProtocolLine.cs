using System.Runtime.InteropServices;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>One parsed line. A reader fills the same object again and again; copy what must outlive the next read.</summary>
public sealed class LineProtocolLine
{
    private readonly List<LineProtocolTag> _tags = [];
    private readonly List<LineProtocolField> _fields = [];

    /// <summary>The measurement (table).</summary>
    public LineProtocolText Measurement { get; internal set; }

    /// <summary>The tags in the order written.</summary>
    public ReadOnlySpan<LineProtocolTag> Tags => CollectionsMarshal.AsSpan(_tags);

    /// <summary>The fields in the order written; at least one.</summary>
    public ReadOnlySpan<LineProtocolField> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>The timestamp in the unit the sender chose; null when the line has none.</summary>
    public long? Timestamp { get; internal set; }

    internal void Clear()
    {
        Measurement = default;
        Timestamp = null;
        _tags.Clear();
        _fields.Clear();
    }

    internal void Add(LineProtocolTag tag) => _tags.Add(tag);

    internal void Add(LineProtocolField field) => _fields.Add(field);
}
