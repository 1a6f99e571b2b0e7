namespace InfluxDownsample.LocalServer.Sql;

/// <summary>An expression with its names resolved: DuckDB's text for it, and what is known about its value.</summary>
/// <param name="Sql">DuckDB's text.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Name">What a result column is called that holds this expression and has no alias, and its full text.</param>
internal sealed record BoundExpression(string Sql, OutputType Type, ExpressionName Name)
{
    /// <summary>Some translations repeat an operand; nesting those must not grow the text without end.</summary>
    private const int MaxSqlLength = 250_000;

    public string Sql { get; init; } = Sql.Length <= MaxSqlLength ? Sql
        : throw new QueryException(QueryErrorKind.ResourcesExhausted, "Resources exhausted: The expression is too large");

    public bool Nullable { get; init; } = true;

    /// <summary>
    /// The value, where planning knows it: long (also a timestamp's nanoseconds), ulong, double, bool, string or
    /// <see cref="IntervalValue"/>. Null when unknown, and for the literal NULL.
    /// </summary>
    public object? Value { get; init; }

    /// <summary>No column is in it: the same for every row.</summary>
    public bool IsScalar { get; init; }

    /// <summary>The column this is, if it is nothing but a column.</summary>
    public ScopeColumn? Column { get; init; }

    /// <summary>The column behind casts and tz(), which gap filling may look through.</summary>
    public ScopeColumn? SourceColumn { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The place among the aggregates of the query, if this is nothing but one of them.</summary>
    public int? AggregateIndex { get; init; }

    /// <summary>A tag as it is stored: its texts stand in a dictionary.</summary>
    public bool IsDictionary => Column is not null && Type.Kind == ArrowTypeId.String && ReferenceEquals(Metadata, ColumnMetadata.Of(ColumnKind.Tag));

    /// <summary>The type as the real server's messages name it.</summary>
    public string ArrowType => IsDictionary ? "Dictionary(Int32, Utf8)" : Type.ToString();

    public bool IsNull => Type.Kind == ArrowTypeId.Null;

    public static BoundExpression Of(ScopeColumn column) => new(column.Sql, column.Type, column.FlatName)
    {
        Nullable = column.Nullable,
        Column = column,
        SourceColumn = column,
        Metadata = column.Metadata,
    };

    /// <summary>What is computed of operands alone: null only if one of them may be, and the same for every row if they are.</summary>
    public static BoundExpression Over(string sql, OutputType type, ExpressionName name, params IReadOnlyList<BoundExpression> operands) => new(sql, type, name)
    {
        Nullable = operands.Any(operand => operand.Nullable),
        IsScalar = operands.All(operand => operand.IsScalar),
    };
}
