using System.Collections;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Pipeline;

/// <summary>A cmdlet that turns objects into line protocol: the parameters that say which property becomes what.</summary>
public abstract class PointCommand : InfluxCommand
{
    private protected PointCommand()
    {
    }

    /// <summary>The table for all points; left out, each row's <c>iox::measurement</c> column or the single table that was queried.</summary>
    [Parameter(Position = 0, HelpMessage = "The measurement (table) to write to; left out, the input's own.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Measurement { get; set; }

    /// <summary>The property that holds the time.</summary>
    [Parameter(HelpMessage = "The property that holds the time.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string TimestampColumn { get; set; } = "time";

    /// <summary>
    /// Properties that are tags, besides those the server marked as tags. A name that no input has is an error; an empty list says that copies of points have
    /// none.
    /// </summary>
    [Parameter(HelpMessage = "Properties that are tags, besides those the server marked as such; @() for none.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public string[]? TagColumn { get; set; }

    /// <summary>The only properties that become fields; left out, all that are neither time nor tag.</summary>
    [Parameter(HelpMessage = "The only properties that become fields.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? FieldColumn { get; set; }

    /// <summary>
    /// Field types by property: <c>@{ co2 = 'float' }</c>, of float, integer, unsigned, string, boolean. A value that would change is an error.
    /// </summary>
    [Parameter(HelpMessage = "Field types by property, such as @{ co2 = 'float' }; float, integer, unsigned, string or boolean.")]
    [ArgumentCompleter(typeof(FieldTypeCompleter))]
    [ValidateNotNull]
    public Hashtable? FieldType { get; set; }

    /// <summary>The unit in which timestamps travel, and in which a number as time counts; coarser than nanoseconds cuts digits off.</summary>
    [Parameter(HelpMessage = "The unit in which timestamps travel and numbers as times count.")]
    public WritePrecision Precision { get; set; } = WritePrecision.Nanosecond;

    /// <summary>What to do with NaN and infinities, which InfluxDB cannot hold: leave the field out and count it, or refuse the point.</summary>
    [Parameter(HelpMessage = "What to do with NaN and infinities: Skip the field, or Error.")]
    public NonFiniteValues NonFinite { get; set; } = NonFiniteValues.Skip;

    /// <summary>
    /// Decide by the texts of the first batch whether a new column of text holds integers, floats, booleans or text, as for what Import-Csv gives.
    /// </summary>
    [Parameter(HelpMessage = "Decide by their texts what new columns of text hold.")]
    public SwitchParameter InferType { get; set; }

    /// <summary>How times in text are written, in .NET's formats; ISO 8601 needs none.</summary>
    [Parameter(HelpMessage = "How times in text are written, such as 'dd/MM/yyyy HH:mm:ss'; ISO 8601 needs none.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? TimeFormat { get; set; }

    /// <summary>The culture in which times and numbers in text are written.</summary>
    [Parameter(HelpMessage = "The culture in which times and numbers in text are written, such as de-DE.")]
    [CultureTransformation]
    [ArgumentCompleter(typeof(CultureCompleter))]
    [ValidateNotNull]
    public CultureInfo? Culture { get; set; }

    /// <summary>A point, batch, custom object, hashtable, DataRow or any object with properties.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "A point, a batch, or any object with properties.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    // Not by Mandatory: then the engine would ask for an object, which nobody can type.
    private protected void RequireInput()
    {
        if (!MyInvocation.ExpectingInput && !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "There is no input: no pipeline leads here, and -InputObject is not given.")
            {
                Target = nameof(InputObject),
                Advice = $"Pipe points into it: $points | {MyInvocation.MyCommand.Name}.",
            };
        }
    }

    private protected LineProtocolOptions LineOptions() => new()
    {
        Measurement = Measurement,
        TimestampColumn = TimestampColumn,
        TagColumns = ReadTags(),
        FieldColumns = FieldColumn,
        FieldTypes = ReadFieldTypes(),
        Precision = Precision,
        IsPrecisionSaid = MyInvocation.BoundParameters.ContainsKey(nameof(Precision)),
        NonFinite = NonFinite,
        InferTypes = InferType,
        AreTagsSaid = TagColumn is not null,
        TimeFormats = TimeFormat ?? [],
        Culture = Culture,
    };

    private string[] ReadTags()
    {
        string[] tags = TagColumn ?? [];
        string? both = Array.Find(tags, tag => FieldColumn?.Contains(tag, StringComparer.Ordinal) == true
            || FieldType?.Keys.Cast<object>().Any(name => name.ToString() == tag) == true);
        return both is null ? tags : throw new InfluxException(
            InfluxErrorId.InvalidParameter,
            $"-TagColumn names '{both}', and {(FieldColumn?.Contains(both) == true ? "-FieldColumn" : "-FieldType")} does too: it is a tag or a field.")
        {
            Target = both,
        };
    }

    private Dictionary<string, PointType> ReadFieldTypes()
    {
        var types = new Dictionary<string, PointType>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in FieldType ?? [])
        {
            string name = entry.Key.ToString()!;
            types[name] = FieldTypeNames.TryParse(entry.Value?.ToString() ?? "", out PointType type)
                ? type
                : throw new InfluxException(
                    InfluxErrorId.InvalidParameter, $"-FieldType gives '{name}' the type '{entry.Value}'; types are {string.Join(", ", FieldTypeNames.All)}.")
                {
                    Target = name,
                };
        }

        return types;
    }
}
