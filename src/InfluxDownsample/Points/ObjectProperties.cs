using System.Collections;
using System.Data;
using System.Management.Automation;

namespace InfluxDownsample.Points;

/// <summary>Names and values of an object's properties, whatever kind of object it is.</summary>
internal static class ObjectProperties
{
    /// <param name="source">A hashtable or ordered dictionary, a DataRow, a custom object, or any object with properties.</param>
    /// <returns>The properties in order; DBNull counts as null.</returns>
    public static IEnumerable<(string Name, object? Value)> Read(object source)
    {
        object plain = source is PSObject wrapped ? wrapped.BaseObject : source;
        return plain switch
        {
            IDictionary dictionary => ReadEntries(dictionary),
            DataRow row => ReadColumns(row),
            _ => ReadMembers(PSObject.AsPSObject(source)),
        };
    }

    private static IEnumerable<(string Name, object? Value)> ReadEntries(IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            yield return (entry.Key.ToString() ?? "", Unwrap(entry.Value));
        }
    }

    private static IEnumerable<(string Name, object? Value)> ReadColumns(DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            yield return (column.ColumnName, Unwrap(row[column]));
        }
    }

    private static IEnumerable<(string Name, object? Value)> ReadMembers(PSObject source)
    {
        foreach (PSPropertyInfo property in source.Properties)
        {
            if (property.IsGettable)
            {
                yield return (property.Name, Unwrap(property.Value));
            }
        }
    }

    private static object? Unwrap(object? value)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain is DBNull ? null : plain;
    }
}
