namespace InfluxDownsample.Core.Charts;

/// <summary>What a job of a run came to, as its page tells it.</summary>
/// <param name="Source">What was read.</param>
/// <param name="Target">What was written.</param>
/// <param name="Every">The length of a window.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Facts">Names and values: ranges and numbers.</param>
/// <param name="Skipped">Windows that were left alone: from, to, how many, why.</param>
/// <param name="Changes">Points with other values than before: window, series, what.</param>
/// <param name="Charts">Raw and downsampled points of some series.</param>
internal sealed record JobReport(
    string Source,
    string Target,
    string Every,
    string Status,
    string? Error,
    IReadOnlyList<(string Name, object Value)> Facts,
    IReadOnlyList<object[]> Skipped,
    IReadOnlyList<object[]> Changes,
    IReadOnlyList<Chart> Charts);
