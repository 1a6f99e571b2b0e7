using System.Text.Unicode;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>Reads line protocol line by line, from memory or from a stream of any length; comments and blank lines are skipped.</summary>
/// <remarks>A line that is not line protocol does not end the reading: <see cref="Error"/> says what is wrong with it.</remarks>
public sealed class LineProtocolReader
{
    // No request can carry a longer line. // wire reference 5.1
    private const int MaxLineBytes = 10_485_760;

    private const int FirstBufferBytes = 65_536;

    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly Stream? _stream;
    private readonly LineProtocolParser _parser = new();
    private LineProtocolSplitter _splitter;
    private byte[] _buffer;
    private int _start;
    private int _scanned;
    private int _end;
    private bool _ended;
    private long _nextLineNumber = 1;
    private int _wholeStart;
    private long _wholeLine = 1;
    private int _textStart;
    private int _textLength;

    /// <summary>Reads from memory.</summary>
    /// <param name="buffer">The array that holds the lines; it must not change while it is read.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="length">How many bytes they take.</param>
    public LineProtocolReader(byte[] buffer, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, buffer.Length);
        _buffer = buffer;
        _start = start;
        _scanned = start;
        _end = start + length;
        _ended = true;
    }

    /// <summary>Reads from a stream, which stays open.</summary>
    /// <param name="stream">UTF-8 text, already unpacked.</param>
    public LineProtocolReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _buffer = new byte[FirstBufferBytes];
    }

    /// <summary>
    /// Whether to read as editors and Windows write: a byte order mark at the beginning and a CR before a line feed are no part of a line. A server takes the
    /// one for the beginning of a name and refuses the other (wire reference 5.2).
    /// </summary>
    public bool IsTextFile { get; init; }

    /// <summary>The line just read; meaningful while <see cref="Error"/> is null.</summary>
    public LineProtocolLine Line { get; } = new();

    /// <summary>What is wrong with the line just read, in the server's words; null for a good line.</summary>
    public string? Error { get; private set; }

    /// <summary>1-based number of the physical line on which the line just read starts.</summary>
    public long LineNumber { get; private set; }

    /// <summary>1-based number of the line just read as the server counts: without comments and blank lines.</summary>
    public long CountedLine { get; private set; }

    /// <summary>The bytes of the line just read, without its line feed, leading blanks and comments; valid until the next read.</summary>
    public ReadOnlySpan<byte> Original => _buffer.AsSpan(_textStart, _textLength);

    /// <summary>What joined lines of the file to the line just read, and points that may be lost with them; null where it is one line, as most are.</summary>
    internal string? FindJoint(out long joint)
        => JoinedLines.Describe(_buffer.AsSpan(_wholeStart, _textStart + _textLength - _wholeStart), _wholeLine, LineNumber, out joint);

    /// <summary>Reads the next line from memory.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidOperationException">The reader reads a stream: use <see cref="ReadAsync"/>.</exception>
    public bool Read() => _stream is null ? ReadBuffered() : throw new InvalidOperationException("A stream is read with ReadAsync.");

    /// <summary>Reads the next line.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="LineProtocolException">A line is longer than any server accepts, as after a quote that is not closed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!ReadBuffered())
        {
            if (_ended)
            {
                return false;
            }

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private bool ReadBuffered()
    {
        while (_start < _end)
        {
            int found = _splitter.FindEnd(_buffer.AsSpan(_scanned, _end - _scanned));
            if (found < 0 && !_ended)
            {
                _scanned = _end;
                return false;
            }

            int lineEnd = found < 0 ? _end : _scanned + found;
            int lineStart = _start;
            _start = Math.Min(lineEnd + 1, _end);
            _scanned = _start;
            if (ParseLine(lineStart, lineEnd))
            {
                return true;
            }
        }

        return false;
    }

    private bool ParseLine(int start, int end)
    {
        int lineFeeds = CountLineFeeds(start, end);
        if (IsTextFile)
        {
            start += _nextLineNumber == 1 && _buffer.AsSpan(start, end - start).StartsWith(s_byteOrderMark) ? s_byteOrderMark.Length : 0;
            end -= end > start && _buffer[end - 1] == '\r' ? 1 : 0;
        }

        int text = SkipBlanksAndComments(start, end);
        (_wholeStart, _wholeLine) = (start, _nextLineNumber);
        LineNumber = _nextLineNumber + CountLineFeeds(start, text);
        _nextLineNumber += lineFeeds + 1;
        if (text == end)
        {
            return false;
        }

        _textStart = text;
        _textLength = end - text;
        CountedLine++;
        Error = Utf8.IsValid(Original) ? _parser.Parse(_buffer, text, _textLength, Line) : "The line is not valid UTF-8";
        return true;
    }

    // A line joined by a quote or a backslash may hold several physical lines, comments among them.
    private int SkipBlanksAndComments(int at, int end)
    {
        while (true)
        {
            int blanks = _buffer.AsSpan(at, end - at).IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\n');
            if (blanks < 0)
            {
                return end;
            }

            at += blanks;
            if (_buffer[at] != '#')
            {
                return at;
            }

            int lineFeed = _buffer.AsSpan(at, end - at).IndexOf((byte)'\n');
            if (lineFeed < 0)
            {
                return end;
            }

            at += lineFeed;
        }
    }

    private int CountLineFeeds(int start, int end) => _buffer.AsSpan(start, end - start).Count((byte)'\n');

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        int read = await _stream!.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
    }

    private void MakeRoom()
    {
        int kept = _end - _start;
        if (kept > MaxLineBytes)
        {
            string? joined = JoinedLines.Describe(_buffer.AsSpan(_start, kept), _nextLineNumber, _nextLineNumber, out _);
            throw new LineProtocolException($"The line is longer than {MaxLineBytes} bytes.{(joined is null ? "" : $" {joined}")}", _nextLineNumber);
        }

        byte[] target = kept > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        _scanned -= _start;
        _start = 0;
        _end = kept;
        _buffer = target;
    }
}
