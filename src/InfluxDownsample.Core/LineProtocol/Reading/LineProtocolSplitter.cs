namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>
/// Finds where lines end, a buffer at a time.
/// </summary>
/// <remarks>
/// A line feed ends a line unless it stands inside a string value or behind a backslash. A string opens at a quote that follows an
/// equals sign after the first space of the line; the server applies this to comments too, so an unbalanced quote in one takes
/// the next lines with it. // wire reference 5.2
/// </remarks>
internal struct LineProtocolSplitter
{
    private bool _escaped;
    private bool _inFields;
    private bool _inString;
    private int _equals;
    private int _commas;

    /// <summary>Whether a text is open at the end of what was seen.</summary>
    public readonly bool IsInText => _inString;

    /// <summary>Looks for the line's end in bytes that continue what earlier calls saw.</summary>
    /// <returns>The offset of the ending line feed, or -1 when the line goes on; after an offset the next line starts fresh.</returns>
    public int FindEnd(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        while (i < bytes.Length)
        {
            if (_escaped)
            {
                _escaped = false;
                i++;
                continue;
            }

            int skip = NextOfInterest(bytes[i..]);
            if (skip < 0)
            {
                return -1;
            }

            i += skip;
            if (EndsLine(bytes[i]))
            {
                this = default;
                return i;
            }

            i++;
        }

        return -1;
    }

    // Outside the field set only a space changes the state; inside a string only its end does.
    private readonly int NextOfInterest(ReadOnlySpan<byte> bytes)
    {
        if (_inString)
        {
            return bytes.IndexOfAny((byte)'"', (byte)'\\');
        }

        return _inFields ? bytes.IndexOfAny("\\=,\"\n"u8) : bytes.IndexOfAny((byte)'\\', (byte)' ', (byte)'\n');
    }

    private bool EndsLine(byte b)
    {
        switch (b)
        {
            case (byte)'\\':
                _escaped = true;
                return false;
            case (byte)' ':
                _inFields = true;
                return false;
            case (byte)'=':
                _equals++;
                return false;
            case (byte)',':
                _commas++;
                return false;
            case (byte)'"':
                // Only a quote that starts a value opens a string.
                if (_equals > _commas)
                {
                    _inString = !_inString;
                }

                return false;
            default:
                return !_inString;
        }
    }
}
