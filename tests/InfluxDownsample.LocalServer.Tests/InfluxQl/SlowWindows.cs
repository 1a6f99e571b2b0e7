namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>A stored row as the slow calculation sees it.</summary>
public sealed record SlowRow(string Series, long Time, double? F, long? I);

/// <summary>GROUP BY time() and fill() by plain loops over rows in memory; shares no code with the server.</summary>
internal static class SlowWindows
{
    public static long Start(long time, long interval, long offset)
    {
        long start = offset;
        long steps = (time - offset) / interval;
        start += steps * interval;
        while (start > time)
        {
            start -= interval;
        }

        return start;
    }

    /// <summary>One row per series and window: the values of each function, null where there is none.</summary>
    public static List<(string Series, long Start, double?[] Values)> Compute(
        IEnumerable<SlowRow> rows, long lower, long upper, long interval, long offset, string fill, double percent)
    {
        var result = new List<(string, long, double?[])>();
        foreach (IGrouping<string, SlowRow> series in rows.Where(row => row.Time >= lower && row.Time <= upper).GroupBy(row => row.Series).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var windows = new SortedDictionary<long, double?[]>();
            foreach (IGrouping<long, SlowRow> window in series.GroupBy(row => Start(row.Time, interval, offset)))
            {
                windows[window.Key] = Functions([.. window.OrderBy(row => row.Time)], percent);
            }

            if (fill != "none")
            {
                for (long start = Start(lower, interval, offset); start <= upper; start += interval)
                {
                    windows.TryAdd(start, new double?[12]);
                }
            }

            Fill([.. windows.Select(window => (window.Key, window.Value))], fill, existing: series.Select(row => Start(row.Time, interval, offset)).ToHashSet());
            result.AddRange(windows.Select(window => (series.Key, window.Key, window.Value)));
        }

        return result;
    }

    private static double?[] Functions(SlowRow[] rows, double percent)
    {
        double[] f = [.. rows.Where(row => row.F is not null).Select(row => row.F!.Value)];
        long[] i = [.. rows.Where(row => row.I is not null).Select(row => row.I!.Value)];
        return
        [
            f.Length == 0 ? null : f.Sum() / f.Length,
            i.Length == 0 ? null : i.Sum(),
            f.Length,
            f.Length == 0 ? null : f.Min(),
            i.Length == 0 ? null : i.Max(),
            f.Length == 0 ? null : f[0],
            i.Length == 0 ? null : i[^1],
            Median(f),
            Median([.. i.Select(value => (double)value)]) is { } median ? Math.Truncate(median) : null,
            // InfluxDB's maximum starts at 0
            i.Length == 0 ? null : Math.Max(i.Max(), 0) - i.Min(),
            Deviation(f),
            Percentile(f, percent),
        ];
    }

    private static double? Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double? Deviation(double[] values)
    {
        double mean = values.Length == 0 ? 0 : values.Average();
        return values.Length < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static double? Percentile(double[] values, double percent)
    {
        int rank = (int)Math.Floor((values.Length * percent / 100) + 0.5);
        return rank < 1 || rank > values.Length ? null : values.Order().ElementAt(rank - 1);
    }

    private static void Fill((long Start, double?[] Values)[] windows, string fill, HashSet<long> existing)
    {
        for (int column = 0; column < 12; column++)
        {
            double?[] known = [.. windows.Select(window => existing.Contains(window.Start) ? window.Values[column] : null)];
            for (int at = 0; at < windows.Length; at++)
            {
                if (known[at] is null)
                {
                    windows[at].Values[column] = Filled(windows, known, at, fill, column);
                }
            }
        }
    }

    // columns 1, 2, 4, 6, 8 and 9 are integers
    private static double? Filled((long Start, double?[] Values)[] windows, double?[] known, int at, string fill, int column)
    {
        bool isInteger = column is 1 or 2 or 4 or 6 or 8 or 9;
        int before = Array.FindLastIndex(known, at, value => value is not null);
        int after = Array.FindIndex(known, at, value => value is not null);
        switch (fill)
        {
            case "none":
                return null;
            case "null":
                return column == 2 ? 0 : null;
            case "previous":
                return before < 0 ? null : known[before];
            case "linear":
                if (before < 0 || after < 0)
                {
                    return null;
                }

                double slope = (known[after]!.Value - known[before]!.Value) / (windows[after].Start - windows[before].Start);
                double value = (slope * (windows[at].Start - windows[before].Start)) + known[before]!.Value;
                return isInteger ? Math.Truncate(value) : value;
            default:
                double number = double.Parse(fill, System.Globalization.CultureInfo.InvariantCulture);
                return isInteger ? Math.Truncate(number) : number;
        }
    }
}
