namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A SELECT after every name, wildcard, pattern and time has been looked up.</summary>
internal sealed record ResolvedSelect
{
    public required ProjectionKind Kind { get; init; }

    /// <summary>The select list without <c>time</c>.</summary>
    public required IReadOnlyList<ResolvedField> Fields { get; init; }

    /// <summary>The name of the time column in the result.</summary>
    public required string TimeName { get; init; }

    public required IReadOnlyList<ResolvedSource> Sources { get; init; }

    /// <summary>What judges each row; bounds on time are in <see cref="Range"/>.</summary>
    public Expression? Condition { get; init; }

    public TimeBounds Range { get; init; }

    /// <summary>The interval of GROUP BY time(), if any.</summary>
    public GroupInterval? Interval { get; init; }

    /// <summary>Whether a function of successive windows needs one window before the range.</summary>
    public bool NeedsEarlierWindow { get; init; }

    /// <summary>The tags of GROUP BY, ordered and distinct.</summary>
    public required IReadOnlyList<string> GroupTags { get; init; }

    /// <summary>Every tag of the sources.</summary>
    public required IReadOnlySet<string> SourceTags { get; init; }

    public required FillClause Fill { get; init; }

    public bool Descending { get; init; }

    public long? Limit { get; init; }

    public long? Offset { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>The field an outer query means by this name: one of that name, or a tag that top() or bottom() adds.</summary>
    public ResolvedField? FindField(string name) => Fields.FirstOrDefault(field => field.Name == name || AddsTag(field.Expression, name));

    private static bool AddsTag(Expression expression, string name) =>
        expression is Call call && Functions.IsTopOrBottom(call.Function) && call.Arguments.Count > 2
        && call.Arguments.Skip(1).Any(argument => argument is Reference reference && reference.Name == name);
}

/// <summary>One column of the select list.</summary>
/// <remarks><paramref name="Type"/>: Null when nothing of that name exists.</remarks>
internal sealed record ResolvedField(string Name, Expression Expression, ColumnKind? Type);

/// <summary><c>time(duration, offset)</c> in nanoseconds.</summary>
internal sealed record GroupInterval(long Duration, long Offset);
