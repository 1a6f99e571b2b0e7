namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>One InfluxQL statement.</summary>
internal abstract record Statement;

internal sealed record SelectStatement : Statement
{
    public required IReadOnlyList<SelectField> Fields { get; init; }

    public required IReadOnlyList<Source> Sources { get; init; }

    public Expression? Condition { get; init; }

    /// <summary>Null when there is no GROUP BY.</summary>
    public GroupByClause? GroupBy { get; init; }

    /// <summary>Null when there is no <c>fill()</c>.</summary>
    public FillClause? Fill { get; init; }

    public bool Descending { get; init; }

    public ulong? Limit { get; init; }

    public ulong? Offset { get; init; }

    /// <summary>Whether SLIMIT or SOFFSET was written; neither is supported.</summary>
    public bool LimitsSeries { get; init; }

    /// <summary>The zone of <c>tz('…')</c>.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>One entry of the select list.</summary>
internal sealed record SelectField(Expression Expression, string? Alias);

/// <summary>What stands in GROUP BY.</summary>
/// <remarks>
/// <paramref name="Time"/>: The interval of <c>time(…)</c>, if any.
/// <paramref name="Tags"/>: References, wildcards and regular expressions, in order.
/// </remarks>
internal sealed record GroupByClause(TimeDimension? Time, IReadOnlyList<Expression> Tags);

/// <summary><c>time(interval, offset)</c>.</summary>
internal sealed record TimeDimension(Expression Interval, Expression? Offset);

/// <summary><c>fill(…)</c>.</summary>
/// <remarks><paramref name="Value"/>: An integer or float literal; set for <see cref="FillMode.Value"/> only.</remarks>
internal sealed record FillClause(FillMode Mode, Literal? Value = null);

/// <summary>One entry of FROM.</summary>
internal abstract record Source;

internal sealed record SubquerySource(SelectStatement Statement) : Source;

/// <summary><c>database.policy.measurement</c>; the measurement is a name or a pattern.</summary>
internal sealed record MeasurementSource(string? Database, string? RetentionPolicy, string? Name, string? Pattern) : Source;

internal enum ShowKind
{
    Measurements,
    TagKeys,
    TagValues,
    FieldKeys,
}

/// <summary>The SHOW statements about measurements.</summary>
internal sealed record ShowStatement(ShowKind Kind) : Statement
{
    /// <summary>The database of <c>ON name</c>.</summary>
    public string? Database { get; init; }

    /// <summary>The policy of <c>ON name.policy</c>, which SHOW MEASUREMENTS allows.</summary>
    public string? RetentionPolicy { get; init; }

    /// <summary>What <c>FROM</c> names, or <c>WITH MEASUREMENT</c>.</summary>
    public IReadOnlyList<MeasurementSource> Sources { get; init; } = [];

    /// <summary>Whether <c>WITH MEASUREMENT =~</c> or <c>=</c> was written; null without it.</summary>
    public bool? ByPattern { get; init; }

    /// <summary>The keys of SHOW TAG VALUES.</summary>
    public TagKeyFilter? Keys { get; init; }

    public Expression? Condition { get; init; }

    public ulong? Limit { get; init; }

    public ulong? Offset { get; init; }
}

/// <summary>The keys of <c>WITH KEY</c>: names, or a pattern; negated by <c>!=</c> and <c>!~</c>.</summary>
internal sealed record TagKeyFilter(IReadOnlyList<string> Names, string? Pattern, bool Negated);

internal sealed record ShowRetentionPoliciesStatement(string? Database) : Statement;

internal sealed record ShowDatabasesStatement : Statement;

/// <summary><c>EXPLAIN statement</c>.</summary>
internal sealed record ExplainStatement(Statement Explained) : Statement;

/// <summary>A statement InfluxDB knows and does not carry out through its query interface.</summary>
/// <remarks><paramref name="Name"/>: How the message names it, such as <c>DROP MEASUREMENT</c>.</remarks>
internal sealed record UnsupportedStatement(string Name) : Statement;
