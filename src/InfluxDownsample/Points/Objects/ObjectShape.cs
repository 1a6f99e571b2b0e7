using System.Collections;
using System.Data;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// How to read the properties of objects that look alike: which ones there are is found out at the first of them, and only their values are asked of the rest.
/// </summary>
/// <param name="properties">The properties that become columns.</param>
/// <param name="measurement">The table the server named, or null.</param>
internal abstract class ObjectShape(ObjectProperty[] properties, string? measurement = null)
{
    /// <summary>The properties that become columns.</summary>
    public ObjectProperty[] Properties => properties;

    /// <summary>The table the server named, or null.</summary>
    public string? Measurement => measurement;

    /// <summary>The shape of an object.</summary>
    /// <param name="source">A changed point, a hashtable or ordered dictionary, a DataRow, a custom object, or any object with properties.</param>
    /// <param name="options">Which columns count.</param>
    public static ObjectShape Of(object source, LineProtocolOptions options)
    {
        bool isUsed(string name) => IsUsed(name, options);
        return Plain(source) switch
        {
            InfluxPoint point => PointObjectShape.Of(point),
            IDictionary dictionary => DictionaryShape.Of(dictionary, isUsed),
            DataRow row => DataRowShape.Of(row.Table, isUsed),
            _ => MemberShape.Of(PSObject.AsPSObject(source), isUsed),
        };
    }

    /// <summary>Whether an object is of this kind and has no other properties than this shape's; it may lack some.</summary>
    public abstract bool HasNoOthers(object source);

    /// <summary>Reads the values of an object.</summary>
    /// <param name="source">An object that <see cref="HasNoOthers"/>, or the one that the shape was found at.</param>
    /// <param name="values">Gets the value of each property, in one of the forms of <see cref="ObjectCell"/>.</param>
    /// <returns>False when the object lacks a property.</returns>
    /// <exception cref="PointException">A value that no point can hold.</exception>
    public abstract bool TryRead(object source, Span<object?> values);

    /// <summary>Why no object of this shape can be a point; null when it can.</summary>
    public PointProblem? FindProblem(LineProtocolOptions options)
    {
        if (properties.Length == 0)
        {
            return new PointProblem(null, "The object has no properties that could be columns.");
        }

        // As with a hashtable's keys 1 and '1'.
        if (properties.GroupBy(static property => property.Name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } repeated)
        {
            return new PointProblem(repeated.Key, "The object has two properties of that name.", "Give each a name of its own.");
        }

        if (Array.Exists(properties, property => property.Name == options.TimestampColumn))
        {
            return null;
        }

        string? near = Array.Find(properties, property => string.Equals(property.Name, options.TimestampColumn, StringComparison.OrdinalIgnoreCase))?.Name;
        return new PointProblem(
            options.TimestampColumn,
            "The row has no such column, so it has no time.",
            near is not null ? $"Names are case-sensitive: use -TimestampColumn {ArgumentText.Of(near)}."
                : FindDelimiter() is { } delimiter
                    ? $"It has one column, '{ErrorText.Quote(properties[0].Name)}': read the file with Import-Csv -Delimiter {delimiter}."
                : "Name the column that holds the time with -TimestampColumn.");
    }

    // Import-Csv takes a file whose columns are set apart by something else for one with a single column.
    private string? FindDelimiter()
        => properties is not [var only] ? null
            : only.Name.Contains(';', StringComparison.Ordinal) ? "';'"
            : only.Name.Contains('\t', StringComparison.Ordinal) ? "\"`t\""
            : null;

    /// <summary>A property's value as a cell.</summary>
    protected static object? Cell(string name, object? value)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain is DBNull ? null : ObjectCell.Normalize(name, plain is DateTime or PSObject ? ExactTime.Restore(plain) : plain);
    }

    /// <summary>Whether a property is one that jobs and remoting add to what they bring back.</summary>
    internal static bool IsOfRemoting(string name) => name is "PSComputerName" or "RunspaceId" or "PSShowComputerName" or "PSSourceJobInstanceId";

    /// <summary>The object without the engine's wrapping.</summary>
    protected static object Plain(object source) => source is PSObject wrapped ? wrapped.BaseObject : source;

    private static bool IsUsed(string name, LineProtocolOptions options)
        => options.FieldColumns is null || name == options.TimestampColumn || name == PointSchema.MeasurementColumn
            || options.FieldColumns.Contains(name, StringComparer.Ordinal) || options.TagColumns.Contains(name, StringComparer.Ordinal);
}
