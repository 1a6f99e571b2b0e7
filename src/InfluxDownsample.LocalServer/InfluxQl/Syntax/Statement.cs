namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>One InfluxQL statement, with the clauses that several have.</summary>
internal abstract record Statement
{
    /// <summary>What <c>FROM</c> names.</summary>
    public IReadOnlyList<Source> Sources { get; init; } = [];

    public Expression? Condition { get; init; }

    public ulong? Limit { get; init; }

    public ulong? Offset { get; init; }

    public bool IsLimited => Limit is not null || Offset is not null;

    /// <summary>The measurements of FROM, those of subqueries too.</summary>
    public IEnumerable<MeasurementSource> Measurements =>
        Sources.SelectMany(source => source is SubquerySource subquery ? subquery.Statement.Measurements : [(MeasurementSource)source]);
}

internal sealed record SelectStatement(IReadOnlyList<SelectField> Fields) : Statement
{
    /// <summary>Null when there is no GROUP BY.</summary>
    public GroupByClause? GroupBy { get; init; }

    /// <summary>Null when there is no <c>fill()</c>.</summary>
    public FillClause? Fill { get; init; }

    public bool Descending { get; init; }

    /// <summary>Whether SLIMIT or SOFFSET was written; neither is supported.</summary>
    public bool LimitsSeries { get; init; }

    /// <summary>The zone of <c>tz('…')</c>.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>One entry of the select list.</summary>
internal sealed record SelectField(Expression Expression, string? Alias = null);

/// <summary>What stands in GROUP BY.</summary>
/// <param name="Time">The interval of <c>time(…)</c>, if any.</param>
/// <param name="Tags">References, wildcards and regular expressions, in order.</param>
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
    RetentionPolicies,
    Databases,
}

internal sealed record ShowStatement(ShowKind Kind) : Statement
{
    /// <summary>The database of <c>ON name</c>.</summary>
    public string? Database { get; init; }

    /// <summary>The policy of <c>ON name.policy</c>, which SHOW MEASUREMENTS allows.</summary>
    public string? RetentionPolicy { get; init; }

    /// <summary>Whether <c>WITH MEASUREMENT =~</c> or <c>=</c> was written; null without it.</summary>
    public bool? ByPattern { get; init; }

    /// <summary>The keys of SHOW TAG VALUES.</summary>
    public TagKeyFilter? Keys { get; init; }
}

/// <summary>The keys of <c>WITH KEY</c>: names, or a pattern; negated by <c>!=</c> and <c>!~</c>.</summary>
internal sealed record TagKeyFilter(bool Negated, string? Pattern, IReadOnlyList<string> Names);

/// <summary><c>EXPLAIN statement</c>.</summary>
internal sealed record ExplainStatement(Statement Explained) : Statement;

/// <summary>A statement InfluxDB knows and does not carry out through its query interface.</summary>
/// <remarks><paramref name="Name"/>: How the message names it, such as <c>DROP MEASUREMENT</c>.</remarks>
internal sealed record UnsupportedStatement(string Name) : Statement;
