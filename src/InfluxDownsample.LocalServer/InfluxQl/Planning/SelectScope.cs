namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>One SELECT while it is planned for one measurement: what its stages share.</summary>
internal sealed class SelectScope
{
    public required ResolvedSelect Select { get; init; }

    public required ResultColumns Columns { get; init; }

    /// <summary>The rows the SELECT reads, filtered.</summary>
    public required Relation Input { get; init; }

    /// <summary>The range the result is for.</summary>
    public required TimeBounds Range { get; init; }

    /// <summary>The range that is read: <see cref="Range"/>, or one window more.</summary>
    public required TimeBounds ReadRange { get; init; }

    /// <summary>The windows of GROUP BY time(), or null.</summary>
    public required TimeBuckets? Buckets { get; init; }

    /// <summary>The rows of the input, with the start of their window in a column <c>bucket</c> where there are windows.</summary>
    public string Rows => Buckets is null ? Input.Sql : Buckets.WithBucket(Input.Sql);

    public FillMode Fill => Select.Fill.Mode;

    public string TimeOrder => Select.Descending ? "time DESC" : "time";

    /// <summary>The order of the rows of the input.</summary>
    public string RowOrder => string.Join(", ", [TimeOrder, .. Input.TieBreak]);

    /// <summary>The group tags that exist in the input, as columns of it.</summary>
    public IReadOnlyList<RelationColumn> GroupColumns =>
        [.. Columns.GroupTags.Select(tag => Input.Columns.FirstOrDefault(column => column.Name == tag))
            .OfType<RelationColumn>().Where(column => !column.Value.IsNull)];

    /// <summary>A column of the input, converted to the type its name was resolved to. A name the input lacks is null, or the number of fill().</summary>
    public SqlValue InputColumn(Reference reference, ResolvedField? field = null) =>
        reference.IsTime ? Input.Time
        : Input.Find(reference.Name) is { } column ? TypedSql.Cast(column, reference.Type)
        : Fill == FillMode.Value && field is not null ? FillNumber(field.Type) : SqlValue.Null;

    /// <summary>The number of fill() as a value of a type.</summary>
    /// <exception cref="QueryException">The type is no number. // wire reference 3.4</exception>
    public SqlValue FillNumber(OutputType type)
    {
        double number = Select.Fill.Value switch
        {
            FloatLiteral literal => literal.Value,
            IntegerLiteral literal => literal.Value,
            _ => 0,
        };
        return type.Kind switch
        {
            ArrowTypeId.Double => new SqlValue(Literals.Sql(number), type) { IsNotNull = true },
            ArrowTypeId.Int64 => new SqlValue(Literals.Sql(WholeFillNumber(number)), type) { IsNotNull = true },
            ArrowTypeId.UInt64 => new SqlValue(Literals.Sql(UnsignedFillNumber(number)), type) { IsNotNull = true },
            ArrowTypeId.Null => SqlValue.Null,
            _ => throw QueryException.Internal($"InfluxQL internal error: no conversion from {Select.Fill.Value} to {type}"),
        };
    }

    private SqlValue FillNumber(ColumnKind? type) => type switch
    {
        ColumnKind.Tag => SqlValue.Null,
        ColumnKind.Float or ColumnKind.Integer => FillNumber(OutputType.Of(type.Value)),
        _ => FillNumber(Select.Fill.Value is IntegerLiteral ? OutputType.Integer : OutputType.Float),
    };

    private long WholeFillNumber(double number) => Select.Fill.Value is IntegerLiteral literal ? literal.Value : (long)number;

    // an integer wraps, a float stops at the ends of the range
    private ulong UnsignedFillNumber(double number) => Select.Fill.Value is IntegerLiteral literal ? (ulong)literal.Value : (ulong)Math.Max(number, 0);
}
