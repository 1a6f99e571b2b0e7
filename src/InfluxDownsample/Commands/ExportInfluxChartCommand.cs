using System.Management.Automation;
using InfluxDownsample.Charts;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Charts;
using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Draws points, batches or any objects with times and numbers: as a picture (SVG) or as a page to zoom in (HTML).</summary>
[Cmdlet(VerbsData.Export, "InfluxChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportInfluxChartCommand : InfluxCommand
{
    private ChartTarget _target = null!;
    private ChartOptions _options = null!;
    private SeriesCollector _collector = null!;
    private ChartInput _input = null!;
    private ProgressBar _bar = null!;
    private bool _isPage;

    /// <summary>The file; its name ends in <c>.svg</c> or <c>.html</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The file to write; its name ends in .svg or .html.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The most points that are drawn of each series; left out, 2000 of a picture's and 10000 of a page's.</summary>
    [Parameter(HelpMessage = "The most points that are drawn of each series.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(LargestTriangle.FewestPoints, 1_000_000)]
    public int? MaxPoints { get; set; }

    /// <summary>The title; left out, the names of the measurements.</summary>
    [Parameter(HelpMessage = "The title; left out, the names of the measurements.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>The columns to draw, wildcards allowed; left out, all that hold numbers.</summary>
    [Parameter(HelpMessage = "The columns to draw, wildcards allowed.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Field { get; set; }

    /// <summary>How series are drawn.</summary>
    [Parameter(HelpMessage = "How series are drawn: Auto (raw ones pale behind downsampled ones), Line or Dots.")]
    public ChartStyle Style { get; set; }

    /// <summary>The time zone whose wall clock the time axis shows; left out, UTC.</summary>
    [Parameter(HelpMessage = "The time zone whose wall clock the time axis shows.")]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>Columns that tell series apart, besides those that the server marked as tags.</summary>
    [Parameter(HelpMessage = "Columns that are tags, besides those that the server marked; @() for none.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public string[]? TagColumn { get; set; }

    /// <summary>The column with the time.</summary>
    [Parameter(HelpMessage = "The column with the time.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string TimestampColumn { get; set; } = "time";

    /// <summary>Write over a file that is read-only.</summary>
    [Parameter(HelpMessage = "Write over a file that is read-only.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Do not write over a file that is there.</summary>
    [Parameter(HelpMessage = "Do not write over a file that is there.")]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>A point, a batch, or any object with a time and numbers.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "A point, a batch, or any object with a time and numbers.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    private protected override void Begin()
    {
        string path = GetUnresolvedProviderPathFromPSPath(Path);
        _isPage = ChartFormat.IsPage(path);
        _target = new ChartTarget(path, Force, NoClobber);
        _target.Check();
        _options = new ChartOptions
        {
            Title = Title,
            MaxPoints = MaxPoints ?? ChartFormat.MaxPoints(_isPage),
            TimeZone = TimeZones.Find(TimeZone).Id,
            Style = Style,
            TimestampColumn = TimestampColumn,
            TagColumns = TagColumn,
            Fields = SelectionParameters.ReadNames(Field) ?? [],
        };
        _collector = new SeriesCollector(_options);
        _input = new ChartInput(_collector, _options, (source, reason) => WriteError(ErrorRecords.From(reason, source)));
        _bar = Bar($"Drawing {System.IO.Path.GetFileName(path)}");
    }

    private protected override void Process()
    {
        _input.Add(InputObject);
        if (_bar.IsDue)
        {
            WriteProgress(_bar.Next(_bar.Rate(_collector.Rows, "row", "reading")));
        }
    }

    private protected override void End()
    {
        _input.Flush();
        if (_bar.IsShown)
        {
            WriteProgress(_bar.Done());
        }

        if (_collector.Rows == 0)
        {
            WriteWarning("There are no points to draw, so no chart was written.");
            return;
        }

        Chart chart = ChartBuilder.Build(_collector, _options);
        SayLeftOut(chart);
        if (ShouldProcess(_target.Path, $"Draw {chart.SeriesCount} series"))
        {
            _target.Write(_isPage ? ChartPage.Write(chart) : SvgChart.Draw(chart));
            // As Get-Item gives it, with what the engine adds to files on each system.
            WriteObject(InvokeProvider.Item.Get([_target.Path], force: true, literalPath: true)[0]);
        }
    }

    private void SayLeftOut(Chart chart)
    {
        long missing = _collector.RowsWithoutTime;
        if (missing > 0)
        {
            WriteWarning($"{CountText.Of(missing, "row")} without a time {CountText.Choose(missing, "is", "are")} left out.");
        }

        foreach (ChartLine line in chart.Panes.SelectMany(static pane => pane.Lines).Where(static line => line.Points.Times.Length < line.Count))
        {
            WriteVerbose($"{line.Label}: {CountText.Of(line.Points.Times.Length, "point")} of {line.Count} are drawn.");
        }
    }
}
