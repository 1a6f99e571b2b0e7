using System.Globalization;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>
/// Lines of a file that were read as one, as behind a quote that nobody closed. A text may hold lines, and lines that look like points, so they cannot be
/// taken for lines of their own; but whoever mends the first one must know what else it cost.
/// </summary>
internal static class JoinedLines
{
    /// <summary>Says what joins them.</summary>
    /// <param name="whole">All bytes that were read as one line, comments before it included.</param>
    /// <param name="wholeLine">The number of their first line.</param>
    /// <param name="pointLine">The number of the line in which the point begins.</param>
    /// <param name="joint">The line at whose end it should have ended.</param>
    /// <returns>A sentence, or null where they are one line of the file that ends there.</returns>
    public static string? Describe(ReadOnlySpan<byte> whole, long wholeLine, long pointLine, out long joint)
    {
        whole = whole.TrimEnd("\r\n"u8);
        var splitter = new LineProtocolSplitter();
        long line = wholeLine;
        bool isText = false;
        joint = 0;
        for (; !whole.IsEmpty; line++)
        {
            int lineFeed = whole.IndexOf((byte)'\n');
            int length = lineFeed < 0 ? whole.Length : lineFeed + 1;
            splitter.FindEnd(whole[..length]);
            if (joint == 0 && (splitter.IsInText || lineFeed >= 0))
            {
                (joint, isText) = (line, splitter.IsInText);
            }

            whole = whole[length..];
        }

        string lines = string.Create(CultureInfo.InvariantCulture, $"so lines {pointLine} to {line - 1} were read as one.");
        return joint == 0 ? null
            : !isText ? string.Create(CultureInfo.InvariantCulture, $"A backslash at the end of line {joint} joins it with the next, {lines}")
            : string.Create(CultureInfo.InvariantCulture,
                $"A quote opens a text in line {joint} that is not closed{(line - 1 == pointLine ? "." : $" there, {lines}")}");
    }

    /// <summary>How many points are lost with them: the first, and each other line that is a point by itself.</summary>
    /// <param name="text">The lines, comments before them left out.</param>
    public static int CountPoints(ReadOnlySpan<byte> text)
    {
        int points = 1;
        for (int lineFeed = text.IndexOf((byte)'\n'); lineFeed >= 0; lineFeed = text.IndexOf((byte)'\n'))
        {
            text = text[(lineFeed + 1)..];
            int next = text.IndexOf((byte)'\n');
            points += IsPoint(next < 0 ? text : text[..next]) ? 1 : 0;
        }

        return points;
    }

    private static bool IsPoint(ReadOnlySpan<byte> line)
    {
        var reader = new LineProtocolReader(line.ToArray(), 0, line.Length) { IsTextFile = true };
        return reader.Read() && reader.Error is null && reader.Line.Timestamp is not null;
    }
}
