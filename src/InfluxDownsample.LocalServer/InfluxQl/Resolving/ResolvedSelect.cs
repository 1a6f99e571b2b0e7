namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A SELECT after every name, wildcard, pattern and time has been looked up.</summary>
/// <param name="Statement">Where its order, limits and time zone are.</param>
internal sealed record ResolvedSelect(SelectStatement Statement)
{
    public required ProjectionKind Kind { get; init; }

    /// <summary>The select list without <c>time</c>.</summary>
    public required IReadOnlyList<ResolvedField> Fields { get; init; }

    /// <summary>The name of the time column in the result.</summary>
    public required string TimeName { get; init; }

    public required IReadOnlyList<ResolvedSource> Sources { get; init; }

    /// <summary>What judges each row; bounds on time are in <see cref="Range"/>.</summary>
    public Expression? Condition { get; init; }

    /// <summary>The range the result is for.</summary>
    public TimeBounds Range { get; init; }

    /// <summary>The range that is read: <see cref="Range"/>, or one window more.</summary>
    public TimeBounds ReadRange { get; init; }

    /// <summary>The interval of GROUP BY time(), if any.</summary>
    public GroupInterval? Interval { get; init; }

    /// <summary>The tags of GROUP BY, ordered and distinct.</summary>
    public required IReadOnlyList<string> GroupTags { get; init; }

    public required FillClause Fill { get; init; }

    /// <summary>Whether a function of successive windows needs one window before the range.</summary>
    public bool NeedsEarlierWindow => Interval is not null
        && Fields.SelectMany(column => column.Expression.Calls).Any(call => call is { Family: FunctionFamily.Window, Function: not "cumulative_sum" });

    /// <summary>The columns that come back after time: group tags the select list does not name, then the select list. // wire reference 2.4</summary>
    public IEnumerable<ResolvedField> Columns => GroupTags.Except(ListedTags)
        .Select(tag => new ResolvedField(tag, new Reference(tag, ColumnKind.Tag), ColumnKind.Tag)).Concat(Fields.SelectMany(WithAddedTags));

    /// <summary>The tags the select list names; a name nothing knows may be a tag of another measurement.</summary>
    public IEnumerable<string> ListedTags => Fields.Where(column => column.Type is ColumnKind.Tag or null).Select(column => column.Name).Distinct();

    /// <summary>The tags the select list names and GROUP BY does not.</summary>
    public IEnumerable<string> OtherTags => ListedTags.Except(GroupTags).Order(NameOrder.Comparer);

    /// <summary>The field an outer query means by this name: one of that name, or a tag that top() or bottom() adds.</summary>
    public ResolvedField? FindField(string name) =>
        Fields.FirstOrDefault(field => field.Name == name || AddedTags(field).Any(tag => tag.Name == name));

    /// <summary>The tags that top() and bottom() name come right after the value.</summary>
    private static IEnumerable<ResolvedField> WithAddedTags(ResolvedField field) =>
        [field, .. AddedTags(field).Select(tag => new ResolvedField(tag.Name, tag, tag.Type))];

    private static IEnumerable<Reference> AddedTags(ResolvedField field) =>
        field.Expression is Call { Family: FunctionFamily.TopBottom } call ? call.Arguments.Skip(1).OfType<Reference>() : [];
}

/// <summary>One column of the select list.</summary>
/// <remarks><paramref name="Type"/>: Null when nothing of that name exists.</remarks>
internal sealed record ResolvedField(string Name, Expression Expression, ColumnKind? Type);

/// <summary><c>time(duration, offset)</c> in nanoseconds.</summary>
internal sealed record GroupInterval(long Duration, long Offset);
