using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Commands;

/// <summary>
/// Hands on points, batches or any other objects without some of their columns; by default without <c>iox::measurement</c>, in which InfluxQL names the table.
/// The input objects are not changed.
/// </summary>
[Cmdlet(VerbsCommon.Remove, "MeasurementColumn")]
[OutputType(typeof(InfluxPoint), typeof(InfluxBatch), typeof(PSObject))]
public sealed class RemoveMeasurementColumnCommand : InfluxCommand
{
    // Points of one batch come out looking into one batch. Weakly held: a batch lives as long as somebody has its points.
    private readonly ConditionalWeakTable<InfluxBatch, InfluxBatch> _results = [];
    private ColumnSelection _removed = null!;
    private InfluxBatch? _lastSource;
    private InfluxBatch? _lastResult;
    private long _rows;

    /// <summary>Names of columns, wildcards allowed. A name that is not there is no error.</summary>
    [Parameter(Position = 0, HelpMessage = "Names of columns to leave out, wildcards allowed.")]
    [ArgumentCompleter(typeof(RowColumnCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Column { get; set; } = [PointSchema.MeasurementColumn];

    /// <summary>Points, batches, or any objects with properties.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Points, batches, or any objects with properties.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public PSObject? InputObject { get; set; }

    private protected override void Begin() => _removed = new ColumnSelection(Column);

    private protected override void Process()
    {
        foreach (PSObject item in InputItems.Of(InputObject))
        {
            _rows += item.BaseObject is InfluxBatch batch ? batch.RowCount : 1;
            try
            {
                Process(item);
            }
            catch (PointException reason)
            {
                WriteError(ErrorRecords.From(reason.At(_rows), item));
            }
        }
    }

    private void Process(PSObject input)
    {
        switch (input.BaseObject)
        {
            case InfluxPoint point:
                WriteObject(Without(point));
                break;
            case InfluxBatch batch:
                WriteObject(Without(batch, shown: null));
                break;
            case IDictionary dictionary:
                WriteObject(Without(dictionary));
                break;
            case DataRow row:
                PropertyValue.Require(row);
                WriteObject(Without(row.Table.Columns.Cast<DataColumn>().Select(column => new PSNoteProperty(column.ColumnName, row[column])), input));
                break;
            default:
                WriteObject(Without(input.Properties, input));
                break;
        }
    }

    private InfluxPoint Without(InfluxPoint point)
    {
        InfluxBatch result = WithoutForPoints(point.Source);
        bool hasAdded = AddedProperties.Any(point);
        if (result == point.Source && !hasAdded)
        {
            return point;
        }

        InfluxPoint copy = point.In(result);
        if (hasAdded)
        {
            AddedProperties.Copy(point, copy, _removed);
        }

        return copy;
    }

    private InfluxBatch WithoutForPoints(InfluxBatch batch)
    {
        if (batch == _lastSource)
        {
            return _lastResult!;
        }

        InfluxBatch result = _results.GetValue(batch, source => Without(source, source.PointClass.Names));
        (_lastSource, _lastResult) = (batch, result);
        return result;
    }

    private InfluxBatch Without(InfluxBatch batch, IReadOnlyList<string>? shown)
    {
        bool[] removed = _removed.Of([.. batch.ColumnNames], shown);
        PointBatch rest = batch.Columns.WithoutColumns(ordinal => removed[ordinal]);
        return rest == batch.Columns ? batch : new InfluxBatch(rest);
    }

    private IDictionary Without(IDictionary dictionary)
    {
        DictionaryEntry[] entries = [.. dictionary.Cast<DictionaryEntry>()];
        string[] names = [.. entries.Select(static entry => entry.Key.ToString()!)];
        bool[] removed = _removed.Of(names);
        // As the engine makes them, unless this one tells keys apart by their case.
        StringComparer comparer = names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        IDictionary rest = dictionary is IOrderedDictionary ? new OrderedDictionary(comparer) : new Hashtable(comparer);
        for (int index = 0; index < entries.Length; index++)
        {
            if (!removed[index])
            {
                rest.Add(entries[index].Key, entries[index].Value);
            }
        }

        return rest;
    }

    // Anything else becomes a custom object of the remaining properties, unless there is nothing to leave out.
    private PSObject Without(IEnumerable<PSPropertyInfo> properties, PSObject input)
    {
        PSPropertyInfo[] all = [.. properties];
        bool[] removed = _removed.Of(Array.ConvertAll(all, static property => property.Name));
        if (!removed.Contains(true))
        {
            return input;
        }

        var rest = new PSObject();
        foreach (PSPropertyInfo property in all.Where((_, index) => !removed[index]))
        {
            rest.Properties.Add(new PSNoteProperty(property.Name, PropertyValue.Of(property)), preValidated: true);
        }

        return rest;
    }
}
