namespace InfluxDownsample.Core.Points.Sorting;

/// <summary>What rows are compared by across runs.</summary>
/// <param name="Time">Nanoseconds; null comes last.</param>
/// <param name="Series">The number of the series.</param>
/// <param name="Sequence">The row's place in the order of arrival.</param>
internal readonly record struct SortKey(long? Time, int Series, long Sequence)
{
    /// <summary>Compares keys as <see cref="RowOrder"/> does.</summary>
    public static IComparer<SortKey> Comparer(int[]? seriesRanks, bool descending) => Comparer<SortKey>.Create((left, right) =>
    {
        int series = seriesRanks is null ? 0 : seriesRanks[left.Series].CompareTo(seriesRanks[right.Series]);
        if (series != 0)
        {
            return descending ? -series : series;
        }

        if (left.Time is null || right.Time is null)
        {
            int missing = (left.Time is null).CompareTo(right.Time is null);
            return missing != 0 ? missing : left.Sequence.CompareTo(right.Sequence);
        }

        int time = left.Time.Value.CompareTo(right.Time.Value);
        return time == 0 ? left.Sequence.CompareTo(right.Sequence) : descending ? -time : time;
    });
}
