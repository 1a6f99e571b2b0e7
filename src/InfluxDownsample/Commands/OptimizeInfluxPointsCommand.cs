using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Sorts points, batches or any objects by time, or by series and then time: the order in which a server ingests cheapest. Stable: what is equal stays in
/// the order of arrival. Points come out as points and batches as batches; batches that arrive sorted are handed on as they are.
/// </summary>
[Cmdlet(VerbsCommon.Optimize, "InfluxPoints")]
[Alias("Sort-InfluxPoints")]
[OutputType(typeof(InfluxPoint), typeof(InfluxBatch), typeof(PSObject))]
public sealed class OptimizeInfluxPointsCommand : InfluxCommand
{
    private SortKeys _keys = null!;
    private PointSort _sort = null!;
    private ProgressBar _bar = null!;
    private long _received;
    private long _handedOn;

    /// <summary>By time, or by series and within a series by time.</summary>
    [Parameter(Position = 0, HelpMessage = "Sort by Time, or by Series and then time.")]
    public PointSortOrder By { get; set; } = PointSortOrder.Time;

    /// <summary>The column with the time. Rows without a time come last.</summary>
    [Parameter(HelpMessage = "The column with the time.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string TimestampColumn { get; set; } = "time";

    /// <summary>With <c>-By Series</c>: columns that are tags, besides those that the server marked as such.</summary>
    [Parameter(HelpMessage = "Columns that are tags, besides those that the server marked.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] TagColumn { get; set; } = [];

    /// <summary>The other way round.</summary>
    [Parameter(HelpMessage = "Sort the other way round.")]
    public SwitchParameter Descending { get; set; }

    /// <summary>Above this many megabytes, points and batches wait in temporary files; left out, everything stays in memory.</summary>
    [Parameter(HelpMessage = "Above this many megabytes, points and batches wait in temporary files.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxMemoryMB { get; set; }

    /// <summary>Points, batches, or any objects with properties.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Points, batches, or any objects with properties.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    private protected override void Begin()
    {
        _bar = Bar("Sorting points");
        _keys = new SortKeys(TimestampColumn, By == PointSortOrder.Series ? TagColumn : null);
        _sort = new PointSort(_keys, Descending, MaxMemoryMB * 1024L * 1024L);
    }

    private protected override void Process()
    {
        foreach (PSObject item in InputItems.Of(InputObject))
        {
            _received++;
            if (item.BaseObject is InfluxBatch batch)
            {
                _sort.Add(batch);
            }
            else
            {
                Add(item);
            }
        }

        // Not for each of a million objects.
        if (_received % 256 == 0 || InputObject?.BaseObject is InfluxBatch)
        {
            ShowProgress("collecting");
        }
    }

    private protected override void End()
    {
        if (_received > 0 && _keys.MissingColumn is { } missing)
        {
            throw new InfluxException(InfluxErrorId.ColumnNotFound, $"No input object has a column '{missing}'.") { Target = missing };
        }

        if (_sort.RowsWithoutTime > 0)
        {
            WriteWarning(Warnings.WithoutTime(_sort.RowsWithoutTime, _sort.FirstWithoutTime));
        }

        ShowProgress("sorting");
        foreach (object item in _sort.Sorted())
        {
            WriteObject(item);
            if (++_handedOn % 256 == 0)
            {
                ShowProgress("handing on");
            }
        }

        if (_bar.IsShown)
        {
            WriteProgress(_bar.Done());
        }
    }

    private protected override void Close() => _sort?.Dispose();

    private void ShowProgress(string what)
    {
        if (_bar.IsDue)
        {
            WriteProgress(_bar.Next(what));
        }
    }

    private void Add(PSObject item)
    {
        try
        {
            _sort.Add(item);
        }
        catch (PointException invalid)
        {
            WriteError(ErrorRecords.From(invalid, item));
        }
    }
}
