namespace InfluxDownsample.LocalServer.Sql;

/// <summary>An expression as written; nothing is resolved or typed yet.</summary>
internal abstract record SqlExpression;

internal sealed record NullLiteral : SqlExpression;

internal sealed record BooleanLiteral(bool Value) : SqlExpression;

/// <summary>A number; its text decides whether it is an integer or a float.</summary>
internal sealed record NumberLiteral(string Text) : SqlExpression;

internal sealed record TextLiteral(string Value) : SqlExpression;

/// <summary><c>INTERVAL '1 hour'</c>, <c>INTERVAL '1' HOUR</c>, <c>INTERVAL 1 HOUR</c>. Unit is null when the text holds the units.</summary>
internal sealed record IntervalLiteral(string Text, string? Unit) : SqlExpression;

/// <summary><c>TIMESTAMP '…'</c>, <c>DATE '…'</c>.</summary>
internal sealed record TypedLiteral(SqlTypeName Type, string Text) : SqlExpression;

/// <summary><c>column</c>, <c>table.column</c>, <c>schema.table.column</c>.</summary>
internal sealed record NameExpression(IReadOnlyList<string> Parts) : SqlExpression;

internal sealed record PlaceholderExpression(string Name) : SqlExpression;

/// <summary>Operators: <c>-</c>, <c>+</c>, <c>NOT</c>.</summary>
internal sealed record UnaryExpression(string Operator, SqlExpression Operand) : SqlExpression;

/// <summary>Operators in upper case: arithmetic, comparison, AND, OR, ||, ~ and its kin, IS DISTINCT FROM, bitwise.</summary>
internal sealed record BinaryExpression(SqlExpression Left, string Operator, SqlExpression Right) : SqlExpression;

/// <summary><c>IS [NOT] NULL | TRUE | FALSE | UNKNOWN</c>; What holds the last word.</summary>
internal sealed record IsExpression(SqlExpression Operand, string What, bool Negated) : SqlExpression;

internal sealed record BetweenExpression(SqlExpression Operand, SqlExpression Low, SqlExpression High, bool Negated) : SqlExpression;

internal sealed record InListExpression(SqlExpression Operand, IReadOnlyList<SqlExpression> Items, bool Negated) : SqlExpression;

internal sealed record InQueryExpression(SqlExpression Operand, SqlQuery Query, bool Negated) : SqlExpression;

internal sealed record ExistsExpression(SqlQuery Query, bool Negated) : SqlExpression;

internal sealed record ScalarQueryExpression(SqlQuery Query) : SqlExpression;

/// <summary>Operator is LIKE, ILIKE or SIMILAR TO.</summary>
internal sealed record LikeExpression(SqlExpression Operand, string Operator, SqlExpression Pattern, string? Escape, bool Negated) : SqlExpression;

internal sealed record CaseExpression(SqlExpression? Operand, IReadOnlyList<CaseBranch> Branches, SqlExpression? Otherwise) : SqlExpression;

internal sealed record CaseBranch(SqlExpression When, SqlExpression Then);

/// <summary><c>CAST(x AS t)</c>, <c>x::t</c>, <c>TRY_CAST(x AS t)</c>.</summary>
internal sealed record CastExpression(SqlExpression Operand, SqlTypeName Type, bool Try) : SqlExpression;

/// <summary><c>x AT TIME ZONE 'zone'</c>.</summary>
internal sealed record AtTimeZoneExpression(SqlExpression Operand, SqlExpression Zone) : SqlExpression;

/// <summary><c>x['field']</c> or <c>x[1]</c>.</summary>
internal sealed record SubscriptExpression(SqlExpression Operand, SqlExpression Key) : SqlExpression;

internal sealed record ArrayExpression(IReadOnlyList<SqlExpression> Items) : SqlExpression;

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

    /// <summary>True for IGNORE NULLS, false for RESPECT NULLS, null when not said.</summary>
    public bool? IgnoreNulls { get; init; }

    public SqlOver? Over { get; init; }
}

/// <summary>One item of an ORDER BY. NullsFirst is null when not said.</summary>
internal sealed record SqlOrder(SqlExpression Expression, bool Descending, bool? NullsFirst);

/// <summary>The window of an OVER. Name refers to the WINDOW clause.</summary>
internal sealed record SqlOver(string? Name, IReadOnlyList<SqlExpression> Partition, IReadOnlyList<SqlOrder> Order, SqlFrame? Frame);

/// <summary>Unit is ROWS, RANGE or GROUPS.</summary>
internal sealed record SqlFrame(string Unit, SqlFrameBound Start, SqlFrameBound End);

/// <summary>An offset of null means UNBOUNDED; <c>CURRENT ROW</c> has Current set.</summary>
internal sealed record SqlFrameBound(bool Current, SqlExpression? Offset, bool Following);

/// <summary>A type as written, in lower case, such as <c>timestamp</c> or <c>double precision</c>.</summary>
internal sealed record SqlTypeName(string Name, IReadOnlyList<string> Arguments, bool Array = false)
{
    public override string ToString() =>
        Name.ToUpperInvariant() + (Arguments.Count > 0 ? $"({string.Join(", ", Arguments)})" : "") + (Array ? "[]" : "");
}
