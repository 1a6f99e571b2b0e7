using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// How many raw rows lay behind the newest windows that a run computed, stretch by stretch, so that the next run can tell where they are not as many.
/// Immutable.
/// </summary>
internal sealed class CountedWindows
{
    // A count over three days is three or four queries where there are rows all the time (wire reference 1.6), however long the run was.
    private const long Most = 3 * InfluxDuration.NanosecondsPerDay;

    // Shorter stretches that touch are counted as one.
    private const long Shortest = InfluxDuration.NanosecondsPerDay / 24;

    // Each of them takes a query.
    private const int MostApart = 4;

    private readonly (Window Span, long Rows)[] _stretches;

    private CountedWindows((Window Span, long Rows)[] stretches) => _stretches = stretches;

    /// <summary>No window.</summary>
    public static CountedWindows None { get; } = new([]);

    /// <summary>The windows.</summary>
    public WindowSet Windows => WindowSet.Of(_stretches.Select(stretch => stretch.Span));

    /// <summary>The newest three days of windows.</summary>
    /// <param name="chunks">What was computed: windows in a row, and their raw rows.</param>
    public static CountedWindows Newest(IEnumerable<(Window Span, long Rows)> chunks)
    {
        List<(Window Span, long Rows)> newest = [];
        long length = 0;
        int apart = 0;
        foreach ((Window span, long rows) in chunks.OrderByDescending(chunk => chunk.Span.Start))
        {
            bool touches = newest.Count > 0 && newest[^1].Span.Start == span.End;
            length += span.End - span.Start;
            apart += touches ? 0 : 1;
            if (newest.Count > 0 && (length > Most || apart > MostApart))
            {
                break;
            }

            if (touches && newest[^1].Span.End - span.Start <= Shortest)
            {
                newest[^1] = (newest[^1].Span with { Start = span.Start }, newest[^1].Rows + rows);
            }
            else
            {
                newest.Add((span, rows));
            }
        }

        return new CountedWindows([.. newest.AsEnumerable().Reverse()]);
    }

    /// <summary>The same, and of the windows of an earlier run those that are not among them.</summary>
    public CountedWindows Over(CountedWindows earlier) => Newest(_stretches.Concat(
        earlier._stretches.Where(stretch => !_stretches.Any(newer => newer.Span.Start < stretch.Span.End && stretch.Span.Start < newer.Span.End))));

    /// <summary>Those of the windows that lie in a span.</summary>
    public CountedWindows Within(Window span) => new([.. _stretches.Where(stretch => stretch.Span.Start >= span.Start && stretch.Span.End <= span.End)]);

    /// <summary>Those of the windows that do not.</summary>
    public CountedWindows Except(Window span) => new([.. _stretches.Where(stretch => stretch.Span.Start < span.Start || stretch.Span.End > span.End)]);

    /// <summary>The windows whose raw rows are not as many any more.</summary>
    /// <param name="rows">How many there are now, by the start of each window.</param>
    public WindowSet FindChanged(IReadOnlyDictionary<long, long> rows) => WindowSet.Of(_stretches
        .Where(stretch => stretch.Rows != rows.Where(window => window.Key >= stretch.Span.Start && window.Key < stretch.Span.End).Sum(window => window.Value))
        .Select(stretch => stretch.Span));

    /// <summary>The text of all; null when there is none.</summary>
    public string? ToText() => _stretches.Length == 0 ? null
        : string.Join(' ', _stretches
            .Select(stretch => string.Create(CultureInfo.InvariantCulture, $"{stretch.Span.Start}:{stretch.Span.End}={stretch.Rows}")));

    /// <summary>Reads what <see cref="ToText"/> wrote; what is anything else counts as no window.</summary>
    public static CountedWindows Parse(string? text)
    {
        List<(Window Span, long Rows)> stretches = [];
        foreach (string stretch in text?.Split(' ') ?? [])
        {
            if (stretch.Split('=') is [{ } span, { } count] && WindowSet.Parse(span) is [{ } window]
                && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long rows))
            {
                stretches.Add((window, rows));
            }
        }

        return new CountedWindows([.. stretches]);
    }
}
