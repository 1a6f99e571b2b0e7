namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A query with what stands around its body.</summary>
internal sealed record SqlQuery(IReadOnlyList<SqlCommonTable> With, SqlBody Body, IReadOnlyList<SqlOrder> Order, SqlExpression? Limit, SqlExpression? Offset);

internal sealed record SqlCommonTable(string Name, IReadOnlyList<string> Columns, SqlQuery Query);

/// <summary>A SELECT, VALUES, a query in parentheses, or two of them combined.</summary>
internal abstract record SqlBody;

/// <summary>From is null without a FROM; relations between commas are joined crosswise.</summary>
internal sealed record SelectBody(
    bool Distinct, IReadOnlyList<SqlExpression> DistinctOn, IReadOnlyList<SelectItem> Items, SqlRelation? From, SqlExpression? Where,
    bool GroupByAll, IReadOnlyList<SqlExpression> GroupBy, SqlExpression? Having, IReadOnlyDictionary<string, SqlOver> Windows, SqlExpression? Qualify)
    : SqlBody;

internal sealed record ValuesBody(IReadOnlyList<IReadOnlyList<SqlExpression>> Rows) : SqlBody;

internal sealed record NestedBody(SqlQuery Query) : SqlBody;

/// <summary>Operator is UNION, EXCEPT or INTERSECT.</summary>
internal sealed record SetBody(SqlBody Left, string Operator, bool All, SqlBody Right) : SqlBody;

internal abstract record SelectItem;

internal sealed record ExpressionItem(SqlExpression Expression, string? Alias) : SelectItem;

/// <summary><c>*</c> or <c>table.*</c>, with <c>EXCEPT</c>/<c>EXCLUDE</c> columns left out.</summary>
internal sealed record WildcardItem(IReadOnlyList<string> Qualifier, IReadOnlyList<string> Except) : SelectItem;

/// <summary>Something that stands after FROM.</summary>
internal abstract record SqlRelation;

internal sealed record SqlAlias(string Name, IReadOnlyList<string> Columns);

internal sealed record TableRelation(IReadOnlyList<string> Name, SqlAlias? Alias) : SqlRelation;

/// <summary>A table function such as <c>generate_series(1, 10)</c>.</summary>
internal sealed record FunctionRelation(IReadOnlyList<string> Name, IReadOnlyList<SqlExpression> Arguments, SqlAlias? Alias) : SqlRelation;

internal sealed record QueryRelation(SqlQuery Query, bool Lateral, SqlAlias? Alias) : SqlRelation;

/// <summary>Kind is INNER, LEFT, RIGHT, FULL, CROSS, LEFT SEMI, LEFT ANTI, RIGHT SEMI or RIGHT ANTI.</summary>
internal sealed record JoinRelation(SqlRelation Left, string Kind, SqlRelation Right, SqlExpression? On, IReadOnlyList<string>? Using, bool Natural)
    : SqlRelation
{
    public static SqlRelation Cross(SqlRelation left, SqlRelation right) => new JoinRelation(left, "CROSS", right, On: null, Using: null, Natural: false);
}

/// <summary>What the server executes.</summary>
internal abstract record SqlStatement;

internal sealed record QueryStatement(SqlQuery Query) : SqlStatement;

internal sealed record ExplainStatement(SqlStatement Inner) : SqlStatement;

/// <summary>SHOW COLUMNS and DESCRIBE: these columns of information_schema.columns.</summary>
internal sealed record ColumnsStatement(IReadOnlyList<string> Table, string List) : SqlStatement;
