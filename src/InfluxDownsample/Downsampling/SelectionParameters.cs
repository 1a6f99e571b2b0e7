using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>Reads the parameters that select fields, functions and rows, in the forms in which a user may give them.</summary>
internal static class SelectionParameters
{
    /// <summary>Names with PowerShell's wildcards. InfluxDB's names are case-sensitive, so patterns are too.</summary>
    public static IReadOnlyList<NamePattern>? ReadNames(string[]? names) => names is null ? null : [.. names.Select(ReadName)];

    /// <summary>A name with PowerShell's wildcards.</summary>
    public static NamePattern ReadName(string name)
    {
        if (name == "*" || !WildcardPattern.ContainsWildcardCharacters(name))
        {
            return name == "*" ? NamePattern.All : NamePattern.Exactly(name);
        }

        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.None);
        try
        {
            _ = pattern.IsMatch("");
            return new NamePattern(name, pattern.IsMatch);
        }
        catch (Exception exception) when (exception is WildcardPatternException or ArgumentException)
        {
            // A bracket that is not closed, or holds what the engine cannot turn into a set, can only be meant as itself.
            return NamePattern.Exactly(name);
        }
    }

    /// <summary>Functions for all fields (<c>mean,max</c>) or by field (<c>@{ temperature = 'mean','max'; '*' = 'mean' }</c>).</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: an unknown function, or none.</exception>
    public static IReadOnlyList<AggregateRule>? ReadAggregates(object? value) => Unwrap(value) switch
    {
        null => null,
        IDictionary byField => [.. byField.Cast<DictionaryEntry>()
            .Select(entry => new AggregateRule(ReadName(entry.Key.ToString()!), ReadFunctions(entry.Value)))
            // The order of a hashtable is chance.
            .OrderBy(rule => rule.Fields.Text, StringComparer.Ordinal)],
        object functions => [new AggregateRule(NamePattern.All, ReadFunctions(functions))],
    };

    /// <summary>Values by tag or field: <c>@{ room = 'office','lab'; floor = $null }</c>.</summary>
    public static IReadOnlyList<ColumnFilter> ReadFilters(IDictionary? filters) => filters is null
        ? []
        : [.. filters.Cast<DictionaryEntry>()
            .Select(entry => new ColumnFilter(entry.Key.ToString()!, [.. Items(entry.Value)]))
            .OrderBy(filter => filter.Column, StringComparer.Ordinal)];

    private static AggregateFunction[] ReadFunctions(object? value)
    {
        // A job from a CSV file holds them in one text: 'mean,max'.
        string[] names = [.. Items(value).SelectMany(item => (item?.ToString() ?? "").Split(',')).Select(name => name.Trim()).Where(name => name.Length > 0)];
        return names.Length > 0
            ? [.. names.SelectMany(AggregateFunction.Parse)]
            : throw new InfluxException(InfluxErrorId.InvalidParameter, "-Aggregate names no function.") { Target = value };
    }

    private static IEnumerable<object?> Items(object? value) => Unwrap(value) switch
    {
        IEnumerable items and not (string or IDictionary) => items.Cast<object?>().Select(Unwrap),
        object item => [item],
        null => [null],
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
