namespace InfluxDownsample.Core.Catalog;

/// <summary>Finds the names that someone may have meant. Names are case-sensitive, so the same word in other capitals is the nearest of all.</summary>
public static class NearNames
{
    private const int MaxSuggestions = 3;

    /// <summary>A sentence such as <c>Did you mean 'room' or 'rooms'?</c>; else one that lists the names; empty when there are none.</summary>
    /// <param name="wanted">The name that is not there.</param>
    /// <param name="known">The names that are.</param>
    /// <param name="kind">What they are, in the plural, such as <c>Fields</c>; null lists nothing where no name is near.</param>
    public static string Suggest(string wanted, IEnumerable<string> known, string? kind)
    {
        string[] names = [.. known.Distinct(StringComparer.Ordinal)];
        IReadOnlyList<string> near = Find(wanted, names);
        if (near.Count > 0)
        {
            return Ask(near);
        }

        const int MaxListed = 10;
        return names.Length == 0 || kind is null ? ""
            : $"{kind}: {string.Join(", ", names.Take(MaxListed).Select(name => $"'{name}'"))}{(names.Length > MaxListed ? ", …" : "")}.";
    }

    /// <summary>A sentence that asks for one of these names, the first three; empty when there are none.</summary>
    internal static string Ask(IReadOnlyList<string> near)
    {
        string[] quoted = [.. near.Take(MaxSuggestions).Select(name => $"'{name}'")];
        return quoted.Length switch
        {
            0 => "",
            1 => $"Did you mean {quoted[0]}?",
            _ => $"Did you mean {string.Join(", ", quoted[..^1])} or {quoted[^1]}?",
        };
    }

    /// <summary>At most three names that differ by a third of their letters or less, or begin or end with the wanted one; the nearest first.</summary>
    public static IReadOnlyList<string> Find(string wanted, IEnumerable<string> known)
    {
        string lower = wanted.ToLowerInvariant();
        return [.. known
            .Where(name => name != wanted)
            .Select(name => (Name: name, Distance: Distance(lower, name.ToLowerInvariant())))
            .Where(near => near.Distance <= Math.Max(1, Math.Max(near.Name.Length, wanted.Length) / 3)
                || (wanted.Length > 2 && near.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
                || (wanted.Length > 3 && near.Name.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(near => near.Distance)
            .ThenBy(near => near.Name, StringComparer.Ordinal)
            .Select(near => near.Name)
            .Take(MaxSuggestions)];
    }

    // Insertions, deletions, changed letters, and two neighbours swapped (optimal string alignment).
    private static int Distance(string left, string right)
    {
        int[] beforePrevious = new int[right.Length + 1];
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        int[] current = new int[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int changed = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(changed, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[right.Length];
    }
}
