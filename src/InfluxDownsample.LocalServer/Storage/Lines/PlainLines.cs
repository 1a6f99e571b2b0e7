namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The lines of a body split at line feeds alone. The server takes the text of a line it could not parse from this split, though
/// it counts parsed lines, so text and number drift apart behind comments and strings of several lines. // wire reference 5.4
/// </summary>
internal sealed class PlainLines(ReadOnlyMemory<byte> body)
{
    private const int EnoughBytes = 80;

    private int _at;
    private long _number = 1;

    /// <summary>The beginning of a line; asked for with rising numbers.</summary>
    public string Line(long number)
    {
        ReadOnlySpan<byte> rest = body.Span[_at..];
        while (_number < number)
        {
            int lineFeed = rest.IndexOf((byte)'\n');
            int skipped = lineFeed < 0 ? rest.Length : lineFeed + 1;
            _at += skipped;
            rest = rest[skipped..];
            _number++;
        }

        int end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return Encoding.UTF8.GetString(line[..Math.Min(line.Length, EnoughBytes)]);
    }
}
