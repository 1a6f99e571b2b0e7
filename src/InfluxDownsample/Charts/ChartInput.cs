using System.Management.Automation;
using InfluxDownsample.Core.Charts;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Charts;

/// <summary>
/// Brings whatever comes down the pipeline to a chart: batches and untouched points as they are, other objects through columns built for them.
/// </summary>
/// <param name="collector">Gets the rows.</param>
/// <param name="options">What the caller said of the columns.</param>
/// <param name="refuse">Hears of an object that cannot be a point, and why.</param>
internal sealed class ChartInput(SeriesCollector collector, ChartOptions options, Action<object, PointException> refuse)
{
    private const string TimeAdvice = "Times are a DateTime, text of ISO 8601 such as 2026-01-31T12:00:00Z, or whole numbers of nanoseconds.";

    private static readonly string[] s_advised = ["-TimeFormat", "-Precision"];

    private readonly object _objectsAsAnswer = new();
    private readonly ObjectRows _objects = new(
        new LineProtocolOptions { TimestampColumn = options.TimestampColumn, TagColumns = options.TagColumns ?? [], AreTagsSaid = true, InferTypes = true },
        // All of them: a fraction may come late in a column of whole numbers, and nothing has to be handed on before the end.
        rowsToDecideTypes: int.MaxValue);

    private long _rows;

    /// <summary>Takes one object, or a list of them.</summary>
    public void Add(object? input)
    {
        foreach (PSObject item in InputItems.Of(input))
        {
            if (item.BaseObject is InfluxBatch batch)
            {
                _rows += batch.RowCount;
                collector.Add(batch.Columns);
            }
            else if (item.BaseObject is InfluxPoint { IsModified: false } point && !AddedProperties.Any(item))
            {
                _rows++;
                collector.Add(point.Batch, point.Row, point.Batch.Schema);
            }
            else
            {
                AddObject(item.BaseObject is PSCustomObject || AddedProperties.Any(item) ? item : item.BaseObject);
            }
        }
    }

    /// <summary>Hands on what still waits for its types to be decided.</summary>
    public void Flush()
    {
        if (_objects.Take() is not { } batch)
        {
            return;
        }

        for (int row = 0; row < batch.Columns.RowCount; row++)
        {
            // Where there is no target, nothing else is in the way.
            if (batch.Refused.TryGetValue(row, out InfluxException? reason))
            {
                Refuse(batch.Inputs[row], (PointException)reason);
            }
            else
            {
                collector.Add(batch.Columns, row, _objectsAsAnswer);
            }
        }
    }

    private void AddObject(object source)
    {
        if (_objects.MustTakeBefore(source))
        {
            Flush();
        }

        var input = new InputRow(source, ++_rows);
        try
        {
            _objects.Add(source, input);
        }
        catch (PointException reason)
        {
            Refuse(input, reason);
        }
    }

    // The reader of times advises parameters of commands that write.
    private void Refuse(InputRow input, PointException reason)
        => refuse(input.Input, (reason.Problem.ColumnName == options.TimestampColumn
                && s_advised.Any(parameter => reason.Problem.Reason.Contains(parameter, StringComparison.Ordinal))
            ? new PointException(new PointProblem(reason.Problem.ColumnName, "The value cannot be read as a time.", TimeAdvice)) : reason).At(input.Number));
}
