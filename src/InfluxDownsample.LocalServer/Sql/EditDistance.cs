namespace InfluxDownsample.LocalServer.Sql;

/// <summary>How alike two names are, for "did you mean".</summary>
internal static class EditDistance
{
    /// <summary>1 for equal names, 0 for names without anything in common: Levenshtein's distance over the longer length.</summary>
    public static double Similarity(string left, string right)
    {
        int longest = Math.Max(left.Length, right.Length);
        return longest == 0 ? 1 : 1 - ((double)Distance(left, right) / longest);
    }

    private static int Distance(string left, string right)
    {
        int[] distances = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            (int diagonal, distances[0]) = (distances[0], i);
            for (int j = 1; j <= right.Length; j++)
            {
                int changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                (diagonal, distances[j]) = (distances[j], Math.Min(changed, Math.Min(distances[j], distances[j - 1]) + 1));
            }
        }

        return distances[^1];
    }
}
