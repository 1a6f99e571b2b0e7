namespace InfluxDownsample.LocalServer.Sql;

/// <summary>An expression as written; nothing is resolved or typed yet.</summary>
internal abstract record SqlExpression
{
    /// <summary>The expressions directly inside it; those of subqueries are not among them.</summary>
    public virtual IEnumerable<SqlExpression> Parts => [];

    /// <summary>The expression and all inside it.</summary>
    public IEnumerable<SqlExpression> All()
    {
        // chains of operators are as deep as they are long
        Stack<SqlExpression> open = new([this]);
        while (open.TryPop(out SqlExpression? next))
        {
            yield return next;
            foreach (SqlExpression part in next.Parts)
            {
                open.Push(part);
            }
        }
    }
}

/// <summary>Value is null, bool, long, ulong, double, string or an interval.</summary>
internal sealed record LiteralExpression(object? Value) : SqlExpression;

/// <summary><c>column</c>, <c>table.column</c>, <c>schema.table.column</c>.</summary>
internal sealed record NameExpression(IReadOnlyList<string> Path) : SqlExpression;

internal sealed record PlaceholderExpression(string Name) : SqlExpression;

/// <summary>
/// Operators and predicates by their words in upper case, such as <c>+</c>, <c>~*</c>, <c>IS TRUE</c>, <c>BETWEEN</c>, <c>IN</c>, <c>AT TIME ZONE</c>;
/// <c>[]</c> is a subscript, <c>ARRAY</c> a list of items. Not is empty or a predicate's <c>NOT </c>, as in NOT IN and IS NOT NULL.
/// </summary>
internal sealed record OperatorExpression(string Operator, IReadOnlyList<SqlExpression> Operands, string Not = "") : SqlExpression
{
    public override IEnumerable<SqlExpression> Parts => Operands;
}

/// <summary>A subquery: behind IN, in EXISTS, or without an operator for its only value. Operand is what stands before IN.</summary>
internal sealed record SubqueryExpression(string Operator, SqlQuery Query, string Not = "", SqlExpression? Operand = null) : SqlExpression
{
    public override IEnumerable<SqlExpression> Parts => Operand is null ? [] : [Operand];
}

internal sealed record CaseExpression(
    SqlExpression? Operand, IReadOnlyList<(SqlExpression When, SqlExpression Then)> Branches, SqlExpression? Otherwise) : SqlExpression
{
    public override IEnumerable<SqlExpression> Parts =>
        new[] { Operand, Otherwise }.OfType<SqlExpression>().Concat(Branches.SelectMany(branch => new[] { branch.When, branch.Then }));
}

/// <summary><c>CAST(x AS t)</c>, <c>x::t</c>, <c>TRY_CAST(x AS t)</c>, <c>DATE '…'</c>.</summary>
internal sealed record CastExpression(SqlExpression Operand, SqlTypeName Type, bool Try = false) : SqlExpression
{
    public override IEnumerable<SqlExpression> Parts => [Operand];
}

/// <summary>A call of any kind of function; EXTRACT, SUBSTRING and the like arrive here as plain calls.</summary>
internal sealed record CallExpression(string Name, IReadOnlyList<SqlExpression> Arguments) : SqlExpression
{
    /// <summary><c>count(*)</c>.</summary>
    public bool Star { get; init; }

    public bool Distinct { get; init; }

    public IReadOnlyList<SqlOrder> Order { get; init; } = [];

    /// <summary><c>WITHIN GROUP (ORDER BY …)</c>.</summary>
    public IReadOnlyList<SqlOrder> WithinGroup { get; init; } = [];

    public SqlExpression? Filter { get; init; }

    /// <summary>Whether it says IGNORE NULLS.</summary>
    public bool IgnoreNulls { get; init; }

    public SqlOver? Over { get; init; }

    public override IEnumerable<SqlExpression> Parts =>
    [
        .. Arguments, .. Order.Concat(WithinGroup).Concat(Over?.Order ?? []).Select(item => item.Expression), .. Over?.Partition ?? [],
        .. Filter is null ? (SqlExpression[])[] : [Filter],
    ];
}

/// <summary>One item of an ORDER BY.</summary>
internal sealed record SqlOrder(SqlExpression Expression, bool Descending, bool NullsFirst)
{
    public string Direction => $" {(Descending ? "DESC" : "ASC")} NULLS {(NullsFirst ? "FIRST" : "LAST")}";
}

/// <summary>The window of an OVER. Name refers to the WINDOW clause.</summary>
internal sealed record SqlOver(string? Name, IReadOnlyList<SqlExpression> Partition, IReadOnlyList<SqlOrder> Order, SqlFrame? Frame);

/// <summary>Unit is ROWS, RANGE or GROUPS.</summary>
internal sealed record SqlFrame(string Unit, SqlFrameBound Start, SqlFrameBound End);

/// <summary>Side is PRECEDING or FOLLOWING behind an offset, else CURRENT ROW or one that is UNBOUNDED.</summary>
internal sealed record SqlFrameBound(SqlExpression? Offset, string Side);

/// <summary>A type as written, in lower case, such as <c>timestamp</c> or <c>double precision</c>.</summary>
internal sealed record SqlTypeName(string Name, IReadOnlyList<string> Arguments, bool Array = false)
{
    public override string ToString() =>
        Name.ToUpperInvariant() + (Arguments.Count > 0 ? $"({string.Join(", ", Arguments)})" : "") + (Array ? "[]" : "");
}
