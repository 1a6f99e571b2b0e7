using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>Reads a file of line protocol for sending its lines on, byte for byte.</summary>
internal sealed class LineFile
{
    private readonly LineProtocolReader _reader;
    private readonly RepeatedName _repeated = new();
    private readonly long _unit;
    private byte[] _text = [];
    private int _length;

    public LineFile(Stream stream, WritePrecision precision)
    {
        _reader = new LineProtocolReader(stream) { IsTextFile = true };
        _unit = precision.Nanoseconds();
    }

    /// <summary>Why the line cannot be sent, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>What joined the line with others of the file when it cannot be sent, or null.</summary>
    public string? Joint { get; private set; }

    /// <summary>The line of the file that is to be corrected when the line cannot be sent.</summary>
    public long WrongLine { get; private set; }

    /// <summary>How many points are lost when the line cannot be sent.</summary>
    public int LostPoints => Joint is null ? 1 : JoinedLines.CountPoints(Text);

    /// <summary>The physical line, counted from 1.</summary>
    public long LineNumber => _reader.LineNumber;

    /// <summary>The line without its end; valid until the next read.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>The line's parts; valid until the next read.</summary>
    public LineProtocolLine Line => _reader.Line;

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

        Keep(_reader.Original);
        Problem = _reader.Error is { } problem ? ErrorText.Quote(problem) : _repeated.Find(_reader.Line) ?? ReadTime(_reader.Line.Timestamp);
        (Joint, WrongLine) = (null, LineNumber);
        if (Problem is not null && _reader.FindJoint(out long joint) is { } joined)
        {
            (Joint, WrongLine) = (joined, joint);
            Problem = $"{Problem.TrimEnd('.')}. {joined}";
        }

        return true;
    }

    private string? ReadTime(long? timestamp)
    {
        if (timestamp is null)
        {
            return "The line has no timestamp; the server would give all such lines of a request one and the same time.";
        }

        Int128 exact = (Int128)timestamp.Value * _unit;
        if (TimeCell.FindProblem(exact) is { } problem)
        {
            return problem + " Is -Precision right?";
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
