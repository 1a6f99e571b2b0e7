using System.Management.Automation;
using InfluxDownsample.Core.Charts;
using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Charts;

/// <summary>The page of <c>-Report</c>: what the jobs of a call came to. Nothing that goes wrong with it is a failure of a job.</summary>
internal sealed class RunReport
{
    private const int MaxRows = 200;

    private readonly List<JobReport> _jobs = [];

    /// <summary>Where the page goes; null where none is wanted.</summary>
    public string? Path { get; private set; }

    /// <summary>Whether there is nothing to tell, as after a rehearsal.</summary>
    public bool IsEmpty => _jobs.Count == 0;

    /// <summary>Adds a job that was run, with charts of some of its series.</summary>
    public async Task AddAsync(DownsampleJob job, DownsampleReport report, InfluxDownsampleResult result, CancellationToken cancellationToken)
    {
        IReadOnlyList<Chart> charts = [];
        string? problem = null;
        try
        {
            charts = await new JobCharts(job, report).DrawAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            problem = exception.Message;
        }

        Add(result, charts, problem);
    }

    /// <summary>Adds a job that could not be run.</summary>
    public void Add(InfluxDownsampleResult result) => Add(result, [], null);

    /// <summary>Says where the page goes, before there is anything to tell.</summary>
    /// <param name="typed">The path as it was typed.</param>
    /// <param name="resolve">Makes a full one of it.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a page cannot be there.</exception>
    public void Place(string typed, Func<string, string> resolve)
    {
        try
        {
            Path = resolve(typed);
        }
        catch (Exception exception) when (exception is SessionStateException or NotSupportedException)
        {
            throw NotWritten(typed, exception.Message.TrimEnd('.'), exception);
        }

        string? wrong = Directory.Exists(Path) ? "it is a folder"
            : System.IO.Path.GetExtension(Path).ToLowerInvariant() is not (".html" or ".htm") ? "it is a page, and takes the ending .html"
            : !Directory.Exists(System.IO.Path.GetDirectoryName(Path)) ? "its folder is not there"
            : null;
        if (wrong is not null)
        {
            throw NotWritten(Path, wrong);
        }
    }

    /// <summary>Writes the page.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it cannot be written.</exception>
    public void Write()
    {
        string title = $"Downsampling {string.Join(", ", _jobs.Select(static job => job.Source).Distinct())}";
        try
        {
            ChartFile.Write(Path!, ChartPage.Write(title, _jobs, []), overwrite: true);
        }
        catch (InfluxException exception)
        {
            throw Wrong($"-Report {exception.Message}", Path!, exception);
        }
        catch (Exception exception)
        {
            throw NotWritten(Path!, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static InfluxException NotWritten(string path, string reason, Exception? cause = null)
        => Wrong($"-Report '{path}' cannot be written: {reason}.", path, cause);

    private static InfluxException Wrong(string message, string path, Exception? cause) => new(InfluxErrorId.InvalidParameter, message, cause)
    {
        Target = path,
        Advice = "Name a file that ends in .html, in a folder that is there and may be written to.",
    };

    private void Add(InfluxDownsampleResult result, IReadOnlyList<Chart> charts, string? problem)
    {
        List<(string Name, object Value)> facts =
        [
            ("From", Time(result.From)), ("To", Time(result.To)), ("Watermark", Time(result.Watermark)),
            ("Windows planned", result.WindowsPlanned), ("Windows written", result.WindowsWritten), ("Windows unchanged", result.WindowsUnchanged),
            ("Windows changed", result.WindowsChanged), ("Windows empty", result.WindowsEmpty), ("Windows thin", result.WindowsThin),
            ("Windows partial", result.WindowsPartial), ("Windows left alone", result.WindowsSkipped),
            .. result.SkipReasons.Select(static reason => ($"Left out: {reason.Key}", (object)reason.Value)),
            ("Rows read", result.RowsRead), ("Points written", result.PointsWritten), ("Values not finite", result.NonFiniteValues),
            ("Requests", result.Requests), ("Retries", result.Retries), ("Duration", result.Duration.ToString()),
        ];
        if (problem is not null)
        {
            facts.Add(("Chart", $"could not be drawn: {problem}"));
        }

        _jobs.Add(new JobReport(
            result.Source,
            result.Target,
            result.Every,
            result.Status,
            result.Error,
            // Of most jobs most numbers are none.
            [.. facts.Where(static fact => fact.Value is not (0L or ""))],
            [.. result.Skipped.Take(MaxRows).Select(static skipped => new object[] { Time(skipped.From), Time(skipped.To), skipped.Windows, skipped.Reason })],
            [.. result.Changes.Take(MaxRows).Select(static change => new object[]
            {
                Time(change.WindowStart), change.Series, $"{change.Outcome}: {string.Join("; ", change.Differences)}",
            })],
            charts));
    }

    private static string Time(DateTime? time) => time is { } known ? TimeText.Format(UnixNanoseconds.FromDateTime(known)) : "";
}
