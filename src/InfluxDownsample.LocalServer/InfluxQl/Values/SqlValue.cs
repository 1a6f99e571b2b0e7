namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A DuckDB expression and the type it has for the client.</summary>
internal sealed record SqlValue(string Sql, OutputType Type)
{
    private const string TwoTo64 = "18446744073709551616";

    public static SqlValue Null { get; } = new("NULL", OutputType.Null);

    public static SqlValue False { get; } = new("false", OutputType.Boolean);

    /// <summary>The kind of the stored column this is, also after a cast; null for anything computed. // wire reference 2.2</summary>
    public ColumnKind? StoredAs { get; init; }

    /// <summary>Whether the schema says that it is never null. // wire reference 2.4</summary>
    public bool IsNotNull { get; init; }

    /// <summary>Whether it comes out of an aggregate: a null of it counts as a row for LIMIT.</summary>
    public bool IsAggregated { get; init; }

    public bool IsNull => Type.Kind == ArrowTypeId.Null;

    public bool IsTag => StoredAs == ColumnKind.Tag;

    public bool IsBoolean => Type.Kind == ArrowTypeId.Boolean;

    public string AsDouble => Type.IsFloat ? Sql : $"CAST({Sql} AS DOUBLE)";

    public string AsHuge => $"CAST({Sql} AS HUGEINT)";

    public static SqlValue Stored(string sql, ColumnKind kind) => new(sql, OutputType.Of(kind)) { StoredAs = kind, IsNotNull = kind == ColumnKind.Time };

    /// <summary>A column that several measurements or subqueries feed. What is no number in one of them is text. // wire reference 2.4</summary>
    public static SqlValue Common(string sql, IReadOnlyCollection<SqlValue?> columns)
    {
        SqlValue[] known = [.. columns.OfType<SqlValue>().Where(column => !column.IsNull)];
        return known.Length == 0 ? Null : new SqlValue(sql, known.Select(column => column.Type).Aggregate(Wider))
        {
            StoredAs = known.Select(column => column.StoredAs).LastOrDefault(kind => kind is not null),
            IsNotNull = columns.All(column => column is { IsNotNull: true }),
            IsAggregated = known.Any(column => column.IsAggregated),
        };
    }

    /// <summary>DuckDB's text of it as another type.</summary>
    public string As(OutputType type) => Type == type && !IsNull ? Sql : $"CAST({Sql} AS {type.Physical})";

    /// <summary>A column as the type its name was resolved to: numbers convert into each other, all else becomes null.</summary>
    public SqlValue Cast(ColumnKind? wanted)
    {
        OutputType? target = wanted is { } kind && kind.IsField() ? OutputType.Of(kind) : null;
        // DuckDB rounds when a float becomes an integer; InfluxDB cuts
        string number = Type.IsFloat ? $"trunc({Sql})" : Sql;
        return target is null || IsNull || Type.IsTimestamp || (Type == target && !IsTag) ? this
            : !Type.IsNumeric || !target.IsNumeric ? Null
            : this with { Sql = $"TRY_CAST({number} AS {target.Physical})", Type = target };
    }

    /// <summary>A signed integer that meets an unsigned one; the server's own cast is one short for those below 0.</summary>
    public SqlValue Beside(SqlValue other) => !Type.IsSignedInteger || !other.Type.IsUnsignedInteger ? this : this with
    {
        Sql = $"CAST(CASE WHEN {Sql} < 0 THEN {TwoTo64} - 1 + {AsHuge} ELSE {AsHuge} END AS UBIGINT)",
        Type = OutputType.Unsigned,
    };

    private static OutputType Wider(OutputType left, OutputType right) =>
        left == right ? left
        : !left.IsNumeric || !right.IsNumeric ? OutputType.String
        : left.IsFloat || right.IsFloat ? OutputType.Float
        : OutputType.Integer;
}
