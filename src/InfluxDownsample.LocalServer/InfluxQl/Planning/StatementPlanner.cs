namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The plan of a SELECT over all its measurements: one stream, one schema. // wire reference 2.4</summary>
internal static class StatementPlanner
{
    public const string MeasurementColumn = "iox::measurement";

    /// <summary>Column 0 of every InfluxQL result.</summary>
    public static OutputColumn Measurement { get; } = new(MeasurementColumn, OutputType.String, Nullable: false);

    /// <exception cref="QueryException">The statement can't be carried out.</exception>
    public static QueryPlan Plan(ResolvedSelect select)
    {
        var parts = new List<(string Name, Relation Rows)>();
        var scans = new List<ScannedTable>();
        foreach (string table in TableNames(select).Distinct(StringComparer.Ordinal).Order(NameOrder.Comparer))
        {
            if (new MeasurementPlanner(table, select, scans).Plan() is { } planned)
            {
                parts.Add((table, planned));
            }
        }

        if (parts.Count == 0)
        {
            return NoRows();
        }

        var columns = new ResultColumns(select, select.GroupTags);
        SqlValue[] values = [.. CommonColumns(parts)];
        string order = " ORDER BY " + string.Join(", ", Order(select, columns, parts[0].Rows, values, parts.Count > 1));
        string sql = parts.Count == 1
            ? Rows(parts[0].Name, parts[0].Rows, values) + order
            : string.Join(" UNION ALL ", parts.Select(part => Rows(part.Name, part.Rows, values))) + order;
        return new QueryPlan
        {
            Sql = sql,
            Columns = [Measurement, TimeColumn(select, parts[0].Rows), .. values.Select((value, i) => Column(parts[0].Rows.Columns[i].Name, value))],
            SchemaMetadata = GroupKeyMetadata.Of(columns, Relation.CommonMetadata(parts.Select(part => part.Rows))),
            Scans = scans,
        };
    }

    /// <summary>Nothing is known of what the statement names. // wire reference 2.4: unknown measurement</summary>
    private static QueryPlan NoRows() => new()
    {
        Sql = "SELECT '' AS measurement WHERE false",
        Columns = [Measurement],
        SchemaMetadata = GroupKeyMetadata.None,
    };

    private static IEnumerable<string> TableNames(ResolvedSelect select) => select.Sources.SelectMany(source => source switch
    {
        TableSource table => [table.Table.Name],
        SelectSource subquery => TableNames(subquery.Select),
        _ => [],
    });

    private static IEnumerable<SqlValue> CommonColumns(List<(string Name, Relation Rows)> parts) =>
        parts[0].Rows.Columns.Select((_, i) => CommonColumn.Of([.. parts.Select(part => (SqlValue?)part.Rows.Columns[i].Value)]));

    private static string Rows(string measurement, Relation rows, SqlValue[] common)
    {
        IEnumerable<string> columns = rows.Columns.Select((column, i) => $"{CommonColumn.Convert(column.Value, common[i].Type)} AS f{i}");
        return $"SELECT {string.Join(", ", [$"{Literals.Sql(measurement)} AS measurement", "time", .. columns])} FROM ({rows.Sql})";
    }

    private static IEnumerable<string> Order(ResolvedSelect select, ResultColumns columns, Relation rows, SqlValue[] values, bool several)
    {
        IEnumerable<string> TagColumns(IEnumerable<string> tags) => tags
            .Select(tag => rows.Columns.TakeWhile(column => column.Name != tag).Count())
            .Where(index => index < values.Length && !values[index].IsNull)
            .Select(index => $"f{index} ASC NULLS LAST");
        string time = select.Descending ? "time DESC NULLS LAST" : "time ASC NULLS LAST";
        string[] measurement = several ? ["measurement"] : [];
        return [.. measurement, .. TagColumns(columns.GroupTags), time, .. TagColumns(columns.OtherTags), .. several ? [] : rows.TieBreak];
    }

    private static OutputColumn TimeColumn(ResolvedSelect select, Relation part) => new(
        select.TimeName,
        OutputType.TimestampOf(TimeUnit.Nanosecond, select.TimeZone),
        !part.Time.IsNotNull,
        part.Time.StoredAs is { } kind ? ColumnMetadata.Of(kind) : null);

    private static OutputColumn Column(string name, SqlValue value) =>
        new(name, value.Type, !value.IsNotNull, value.StoredAs is { } kind ? ColumnMetadata.Of(kind) : null);
}
