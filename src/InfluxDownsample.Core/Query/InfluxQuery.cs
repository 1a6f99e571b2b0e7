using InfluxDownsample.Core.Results;

namespace InfluxDownsample.Core.Query;

/// <summary>A query with what is known about its result; it prints as its text.</summary>
public sealed record InfluxQuery
{
    /// <summary>The statement.</summary>
    public required string Text { get; init; }

    /// <summary>The language of <see cref="Text"/>.</summary>
    public QueryLanguage Language { get; init; }

    /// <summary>Values for <c>$name</c> placeholders: null, bool, integers, floats or text; null when there are none.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters { get; init => field = value is null ? null : new PlaceholderValues(value); }

    /// <summary>Result columns that are tags although the server's answer may not say so; null when nothing is known.</summary>
    public IReadOnlyList<string>? Tags { get; init => field = value is null ? null : new ResultList<string>(value); }

    /// <summary>The table that is read, when it is a single one; else null.</summary>
    public string? Measurement { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
