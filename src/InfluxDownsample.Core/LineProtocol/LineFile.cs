using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Reads a file of line protocol for sending its lines on, byte for byte.</summary>
internal sealed class LineFile
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly LineProtocolReader _reader;
    private readonly long _unit;
    private byte[] _text = [];
    private int _length;

    public LineFile(Stream stream, WritePrecision precision)
    {
        _reader = new LineProtocolReader(stream);
        _unit = precision.Nanoseconds();
    }

    /// <summary>Why the line cannot be sent, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>The physical line, counted from 1.</summary>
    public long LineNumber => _reader.LineNumber;

    /// <summary>The line without its end; valid until the next read.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>How many bytes of the line are its series key.</summary>
    public int SeriesLength { get; private set; }

    /// <summary>The time, nanoseconds since 1970-01-01 UTC.</summary>
    public long Nanoseconds { get; private set; }

    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        ReadOnlySpan<byte> text = _reader.Original;
        if (LineNumber == 1 && text.StartsWith(s_byteOrderMark))
        {
            // Editors put it there; to the server it would be the beginning of the measurement's name.
            text = text[s_byteOrderMark.Length..];
        }

        string? problem = _reader.Error;
        long? timestamp = problem is null ? _reader.Line.Timestamp : null;
        if (problem is not null && text[^1] == (byte)'\r')
        {
            // A file from Windows: the server refuses the CR, which cannot have been meant.
            text = text[..^1];
            (problem, timestamp) = Parse(text.ToArray());
        }

        Keep(text);
        Problem = problem ?? ReadTime(timestamp);
        return true;
    }

    private static (string? Problem, long? Timestamp) Parse(byte[] text)
    {
        var reader = new LineProtocolReader(text, 0, text.Length);
        return reader.Read() ? (reader.Error, reader.Line.Timestamp) : ("The line is empty.", null);
    }

    private string? ReadTime(long? timestamp)
    {
        if (timestamp is null)
        {
            return "The line has no timestamp; the server would give all such lines of a request one and the same time.";
        }

        Int128 exact = (Int128)timestamp.Value * _unit;
        if (exact < UnixNanoseconds.MinValue || exact > UnixNanoseconds.MaxValue)
        {
            return "The time is outside InfluxDB's range, 1677 to 2262; is -Precision right?";
        }

        Nanoseconds = (long)exact;
        return null;
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        if (_text.Length < text.Length)
        {
            _text = new byte[text.Length * 2];
        }

        text.CopyTo(_text);
        _length = text.Length;
        SeriesLength = text.Length;
        // The key ends at the first space that is not escaped (wire reference 5.2).
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] == (byte)'\\')
            {
                index++;
            }
            else if (text[index] == (byte)' ')
            {
                SeriesLength = index;
                return;
            }
        }
    }
}
