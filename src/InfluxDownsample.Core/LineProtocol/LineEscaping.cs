using System.Buffers;
using System.Globalization;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Escaping (wire reference 5.3):
/// <code>
/// measurement                        \,  "\ "  \\          '=' stays as it is
/// tag key, tag value, field key      \,  \=  "\ "  \\
/// string field value                 \"  \\                anything else stands raw, newlines too
/// </code>
/// A name or tag value cannot hold a newline or tab and cannot end in a backslash, however it is escaped; such a text is refused, never altered.
/// </summary>
internal static class LineEscaping
{
    // wire reference 5.6
    private const int MaxTextBytes = LineProtocolParser.MaxTextBytes;

    // One look decides for nearly every name that it can be copied as it is.
    private static readonly SearchValues<byte> s_special = SearchValues.Create(",= \\\n\t\0"u8);
    private static readonly SearchValues<byte> s_stringSpecial = SearchValues.Create("\"\\"u8);

    /// <summary>Writes a tag value. Returns null, or why it cannot be written.</summary>
    public static string? WriteTagValue(ReadOnlySpan<byte> value, LineBuffer output)
    {
        if (value.Length <= MaxTextBytes && value.IndexOfAny(s_special) < 0)
        {
            output.Write(value);
            return null;
        }

        return WriteName(value, escapeEquals: true, output);
    }

    /// <summary>Why a text is too long to be written, or null.</summary>
    public static string? FindLengthProblem(ReadOnlySpan<byte> text)
        => text.Length <= MaxTextBytes ? null : string.Create(CultureInfo.InvariantCulture,
            $"The text has {text.Length} bytes; InfluxDB takes {MaxTextBytes}.");

    /// <summary>Writes a string field with its quotes.</summary>
    public static void WriteString(ReadOnlySpan<byte> value, LineBuffer output)
    {
        Span<byte> room = output.GetSpan((value.Length * 2) + 2);
        int used = 0;
        room[used++] = (byte)'"';
        while (true)
        {
            int special = value.IndexOfAny(s_stringSpecial);
            if (special < 0)
            {
                break;
            }

            value[..special].CopyTo(room[used..]);
            used += special;
            room[used++] = (byte)'\\';
            room[used++] = value[special];
            value = value[(special + 1)..];
        }

        value.CopyTo(room[used..]);
        used += value.Length;
        room[used++] = (byte)'"';
        output.Advance(used);
    }

    /// <summary>A measurement's escaped bytes, for repeated use.</summary>
    /// <param name="name">The name.</param>
    /// <param name="problem">Why it cannot be written, or null.</param>
    public static byte[] Measurement(ReadOnlySpan<byte> name, out string? problem)
    {
        using var output = new LineBuffer(256);
        problem = name.IsEmpty ? "A measurement's name cannot be empty."
            : name[0] == (byte)'#' ? "A measurement's name cannot begin with '#': the server would take the line for a comment."
            : name.Contains((byte)0) ? "A measurement's name cannot hold a NUL character."
            : WriteName(name, escapeEquals: false, output);
        return output.Written.ToArray();
    }

    /// <summary>A key as it stands before its value: <c>,key=</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="problem">Why no column can have that name, or null.</param>
    public static byte[] KeyPrefix(string name, out string? problem)
    {
        // wire reference 5.2: reserved whatever the role.
        if (name is "time" or "__chunk_order")
        {
            problem = $"'{name}' is a reserved name; a tag or field cannot have it.";
            return [];
        }

        if (name.Length == 0 || !StrictUtf8.IsValid(name))
        {
            problem = name.Length == 0 ? "The name is empty." : "The name is no valid text: it holds half a surrogate pair.";
            return [];
        }

        using var output = new LineBuffer(256);
        output.Write((byte)',');
        problem = WriteName(StrictUtf8.Encoding.GetBytes(name), escapeEquals: true, output);
        output.Write((byte)'=');
        return output.Written.ToArray();
    }

    private static string? WriteName(ReadOnlySpan<byte> name, bool escapeEquals, LineBuffer output)
    {
        if (name[^1] == (byte)'\\')
        {
            return "It ends in a backslash, which line protocol cannot hold there.";
        }

        if (FindLengthProblem(name) is { } tooLong)
        {
            return tooLong;
        }

        Span<byte> room = output.GetSpan(name.Length * 2);
        int used = 0;
        foreach (byte character in name)
        {
            switch (character)
            {
                case (byte)'\n': return "It holds a newline, which line protocol cannot hold in names and tags.";
                case (byte)'\t': return "It holds a tab, which line protocol cannot hold in names and tags.";
                case (byte)',' or (byte)' ' or (byte)'\\':
                case (byte)'=' when escapeEquals:
                    room[used++] = (byte)'\\';
                    break;
            }

            room[used++] = character;
        }

        output.Advance(used);
        return null;
    }
}
