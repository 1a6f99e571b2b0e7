namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>One SELECT while it is planned for one measurement: what its stages share.</summary>
/// <param name="select">The SELECT.</param>
/// <param name="input">The rows it reads, filtered.</param>
internal sealed class SelectScope(ResolvedSelect select, Relation input)
{
    public ResolvedSelect Select { get; } = select;

    public Relation Input { get; } = input;

    /// <summary>The windows of GROUP BY time(), or null.</summary>
    public TimeBuckets? Buckets { get; } = select.Interval is { } interval ? new TimeBuckets(interval, select.Statement.TimeZone, select.ReadRange) : null;

    /// <summary>The rows of the input, with the start of their window in a column <c>bucket</c> where there are windows.</summary>
    public string Rows => Buckets is null ? Input.Sql : Buckets.WithBucket(Input.Sql);

    public FillMode Fill => Select.Fill.Mode;

    public string TimeOrder => Select.Statement.Descending ? "time DESC" : "time";

    /// <summary>The order of the rows of the input.</summary>
    public string RowOrder => string.Join(", ", [TimeOrder, .. Input.TieBreak]);

    /// <summary>The group tags that exist in the input, as columns of it.</summary>
    public IEnumerable<RelationColumn> GroupColumns =>
        Select.GroupTags.Select(tag => new RelationColumn(tag, Input.Find(tag) ?? SqlValue.Null)).Where(column => !column.Value.IsNull);

    /// <summary>A column of the input, converted to the type its name was resolved to. A name the input lacks is null, or the number of fill().</summary>
    public SqlValue InputColumn(Reference reference, ResolvedField? field = null) =>
        Input.Find(reference) is { } column ? column.Cast(reference.Type)
        : Fill == FillMode.Value && field is { Type: not ColumnKind.Tag } ? FillNumber(field.Type switch
        {
            ColumnKind.Float or ColumnKind.Integer => OutputType.Of(field.Type.Value),
            _ => Select.Fill.Value is IntegerLiteral ? OutputType.Integer : OutputType.Float,
        })
        : SqlValue.Null;

    /// <summary>The number of fill() as a value of a type.</summary>
    /// <exception cref="QueryException">The type is no number. // wire reference 3.4</exception>
    public SqlValue FillNumber(OutputType type) => (type.Kind, Select.Fill.Value) switch
    {
        (ArrowTypeId.Null, _) => SqlValue.Null,
        (ArrowTypeId.Double, IntegerLiteral fill) => Number(Literals.Sql((double)fill.Value), type),
        (ArrowTypeId.Double, FloatLiteral fill) => Number(Literals.Sql(fill.Value), type),
        (ArrowTypeId.Int64, IntegerLiteral fill) => Number(Literals.Sql(fill.Value), type),
        (ArrowTypeId.Int64, FloatLiteral fill) => Number(Literals.Sql((long)fill.Value), type),
        // an integer wraps, a float stops at the ends of the range
        (ArrowTypeId.UInt64, IntegerLiteral fill) => Number(Literals.Sql((ulong)fill.Value), type),
        (ArrowTypeId.UInt64, FloatLiteral fill) => Number(Literals.Sql((ulong)Math.Max(fill.Value, 0)), type),
        _ => throw QueryException.Internal($"InfluxQL internal error: no conversion from {Select.Fill.Value} to {type}"),
    };

    private static SqlValue Number(string sql, OutputType type) => new(sql, type) { IsNotNull = true };
}
