using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text.RegularExpressions;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Downsampling;

/// <summary>Reads the parameters that select fields, functions and rows, in the forms in which a user may give them.</summary>
internal static partial class SelectionParameters
{
    /// <summary>Names with PowerShell's wildcards. InfluxDB's names are case-sensitive, so patterns are too.</summary>
    public static IReadOnlyList<NamePattern>? ReadNames(string[]? names) => names is null ? null : [.. names.Select(ReadName)];

    /// <summary>A name with PowerShell's wildcards.</summary>
    public static NamePattern ReadName(string name)
    {
        if (name == "*")
        {
            return NamePattern.All;
        }

        if (!WildcardPattern.ContainsWildcardCharacters(name))
        {
            string plain = EscapedWildcards().Replace(name, "$1");
            return NamePattern.Exactly(plain) with { Typed = plain == name ? null : name };
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

    // Escaped wildcards are the characters themselves. As WildcardPattern.Escape writes them: any other backtick is a part of the name.
    [GeneratedRegex(@"`([*?\[\]])")]
    private static partial Regex EscapedWildcards();

    /// <summary>Functions for all fields (<c>mean,max</c>) or by field (<c>@{ temperature = 'mean','max'; '*' = 'mean' }</c>).</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: an unknown function, or none.</exception>
    public static IReadOnlyList<AggregateRule>? ReadAggregates(object? value) => Pairs(value) is { } byField
        ? [.. Entries(byField)
            .Select(entry => new AggregateRule(ReadName(entry.Key.ToString()!), ReadFunctions(entry.Value)))
            // The order of a hashtable is chance.
            .OrderBy(rule => rule.Fields.Text, StringComparer.Ordinal)]
        : Unwrap(value) is { } functions ? [new AggregateRule(NamePattern.All, ReadFunctions(functions))] : null;

    /// <summary>Values by tag or field: <c>@{ room = 'office','lab'; floor = $null }</c>.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: no hashtable, or of something that is no value.</exception>
    public static IReadOnlyList<ColumnFilter> ReadFilters(object? filters) =>
        [.. Entries(Required(filters, "Where"))
            .Select(entry => new ColumnFilter(entry.Key.ToString()!, [.. Items(entry.Value).Select(value => ReadFilterValue(entry.Key, value))]))
            .OrderBy(filter => filter.Column, StringComparer.Ordinal)];

    /// <summary>Types by field: <c>@{ co2 = 'integer' }</c>.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: no hashtable, or an unknown type.</exception>
    public static IReadOnlyDictionary<string, PointType> ReadFieldTypes(object? types) => Entries(Required(types, "FieldType")).ToDictionary(
        entry => entry.Key.ToString()!,
        entry => FieldTypeNames.TryParse(Unwrap(entry.Value)?.ToString() ?? "", out PointType type)
            ? type
            : throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"-FieldType gives '{entry.Key}' the type {PlainValue.Describe(Unwrap(entry.Value))}; types are {string.Join(", ", FieldTypeNames.All)}.")
            {
                Target = entry.Key,
            },
        StringComparer.Ordinal);

    private static IEnumerable<DictionaryEntry> Entries(IDictionary pairs)
    {
        foreach (DictionaryEntry entry in pairs)
        {
            yield return entry;
        }
    }

    private static IDictionary Required(object? value, string parameter) => Pairs(value) ?? (Unwrap(value) is null
        ? new Hashtable()
        : throw new InfluxException(InfluxErrorId.InvalidParameter,
            $"-{parameter} is '{value}', which is no hashtable such as @{{ name = 'value' }}.") { Target = value });

    // A hashtable, as a script has it; an object, as a JSON file has it; or a text of pairs, as a CSV file has it. Null: neither.
    private static IDictionary? Pairs(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } properties
            => properties.Properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal),
        _ => Unwrap(value) switch
        {
            IDictionary dictionary => dictionary,
            string text => CellPairs.Read(text),
            _ => null,
        },
    };

    private static AggregateFunction[] ReadFunctions(object? value)
    {
        // A job from a CSV file holds them in one text: 'mean,max'.
        string[] names = [.. Items(value).SelectMany(item => ReadFunctionName(item).Split(',')).Select(name => name.Trim()).Where(name => name.Length > 0)];
        return names.Length > 0
            ? [.. names.SelectMany(AggregateFunction.Parse)]
            : throw new InfluxException(InfluxErrorId.InvalidParameter, "-Aggregate names no function.") { Target = value };
    }

    private static string ReadFunctionName(object? value) => PlainValue.Is(value)
        ? value?.ToString() ?? ""
        : throw new InfluxException(InfluxErrorId.InvalidParameter, $"-Aggregate takes names of functions, and {PlainValue.Describe(value)} is none.")
        {
            Target = value,
            Advice = "Write -Aggregate 'mean', 'max', or by field -Aggregate @{ temperature = 'mean', 'max'; '*' = 'last' }.",
        };

    private static object? ReadFilterValue(object column, object? value) => PlainValue.Is(value)
        ? value
        : throw new InfluxException(InfluxErrorId.InvalidParameter,
            $"-Where gives '{column}' {PlainValue.Describe(value)}. Values to filter by are text, numbers, $true, $false, $null, and lists of these.")
        {
            Target = value,
            Advice = value is DateTime or DateTimeOffset
                ? "Give the text that is stored. ConvertFrom-Json makes times of texts; with -DateKind String (PowerShell 7.5) it leaves them."
                : $"Write -Where @{{ {column} = 'value' }}, or @{{ {column} = 'one', 'other' }}.",
        };

    private static IEnumerable<object?> Items(object? value) => Unwrap(value) switch
    {
        IEnumerable items and not (string or IDictionary) => items.Cast<object?>().Select(Unwrap),
        object item => [item],
        null => [null],
    };

    // A command that gives nothing gives what is no object and not null.
    private static object? Unwrap(object? value) => value switch
    {
        DBNull => null,
        PSObject nothing when ReferenceEquals(nothing, AutomationNull.Value) => null,
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };
}
