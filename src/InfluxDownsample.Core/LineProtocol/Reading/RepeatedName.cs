using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>
/// Finds a tag or field that a line names twice. InfluxDB 3 Core confirms a line with one tag twice, and from then on can neither read that table nor store
/// anything nor be started again (wire reference 5.2); a field twice is refused, or one of its values is lost and no error tells of it.
/// </summary>
internal sealed class RepeatedName
{
    private int[] _hashes = new int[32];

    /// <returns>What is wrong with the line, or null.</returns>
    public string? Find(LineProtocolLine line)
    {
        ReadOnlySpan<LineProtocolTag> tags = line.Tags;
        ReadOnlySpan<LineProtocolField> fields = line.Fields;
        if (_hashes.Length < Math.Max(tags.Length, fields.Length))
        {
            _hashes = new int[Math.Max(tags.Length, fields.Length) * 2];
        }

        for (int index = 0; index < tags.Length; index++)
        {
            _hashes[index] = HashOf(tags[index].Key);
        }

        if (MayRepeat(tags.Length) && FindTag(tags) is { } tag)
        {
            return $"The tag '{ErrorText.Quote(tag)}' stands twice in the line; InfluxDB 3 Core takes it and then loses the table.";
        }

        for (int index = 0; index < fields.Length; index++)
        {
            _hashes[index] = HashOf(fields[index].Key);
        }

        return MayRepeat(fields.Length) && FindField(fields) is { } field ? $"The field '{ErrorText.Quote(field)}' stands twice in the line." : null;
    }

    // Names are compared only where two have the same hash, so a line of 400 fields costs no more than a sort.
    private bool MayRepeat(int count)
    {
        Span<int> hashes = _hashes.AsSpan(0, count);
        hashes.Sort();
        for (int index = 1; index < count; index++)
        {
            if (hashes[index] == hashes[index - 1])
            {
                return true;
            }
        }

        return false;
    }

    private static int HashOf(LineProtocolText name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name.Utf8);
        return hash.ToHashCode();
    }

    private static string? FindTag(ReadOnlySpan<LineProtocolTag> tags)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (LineProtocolTag tag in tags)
        {
            if (!names.Add(tag.Key.ToString()))
            {
                return tag.Key.ToString();
            }
        }

        return null;
    }

    private static string? FindField(ReadOnlySpan<LineProtocolField> fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (LineProtocolField field in fields)
        {
            if (!names.Add(field.Key.ToString()))
            {
                return field.Key.ToString();
            }
        }

        return null;
    }
}
