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
        List<ScannedTable> scans = [];
        (string Name, Relation Rows)[] parts =
        [
            .. select.Sources.SelectMany(source => source.Tables).Distinct().Order(NameOrder.Comparer)
                .Select(table => (table, Rows: new MeasurementPlanner(table, scans).Plan(select))).Where(part => part.Rows is not null)
                .Select(part => (part.table, part.Rows!)),
        ];
        if (parts.Length == 0)
        {
            // nothing is known of what the statement names // wire reference 2.4: unknown measurement
            return new QueryPlan { Sql = "SELECT '' AS measurement WHERE false", Columns = [Measurement], SchemaMetadata = GroupKeyMetadata.Beside(null) };
        }

        Relation first = parts[0].Rows;
        RelationColumn[] columns = [.. first.Columns.Select((column, i) =>
            column with { Value = SqlValue.Common($"f{i}", [.. parts.Select(part => part.Rows.Columns[i].Value)]) })];
        IEnumerable<string> order = Order(select, columns, parts.Length > 1 ? null : first.TieBreak);
        return new QueryPlan
        {
            Sql = $"{string.Join(" UNION ALL ", parts.Select(part => Rows(part.Name, part.Rows, columns)))} ORDER BY {string.Join(", ", order)}",
            Columns =
            [
                Measurement,
                Output(select.TimeName, first.Time with { Type = OutputType.TimestampOf(TimeUnit.Nanosecond, select.Statement.TimeZone) }),
                .. columns.Select(column => Output(column.Name, column.Value)),
            ],
            SchemaMetadata = GroupKeyMetadata.Beside(Relation.CommonMetadata(parts.Select(part => part.Rows)), [.. TagKeys(select)]),
            Scans = scans,
        };
    }

    private static string Rows(string measurement, Relation rows, RelationColumn[] common)
    {
        IEnumerable<string> columns = rows.Columns.Select((column, i) => $"{column.Value.As(common[i].Value.Type)} AS f{i}");
        return $"SELECT {string.Join(", ", [$"{Literals.Sql(measurement)} AS measurement", "time", .. columns])} FROM ({rows.Sql})";
    }

    /// <summary>Measurement, group tags, time, the other tags of the select list, and within one measurement the order in which rows are read.</summary>
    private static IEnumerable<string> Order(ResolvedSelect select, RelationColumn[] columns, IReadOnlyList<string>? tieBreak)
    {
        IEnumerable<string> TagColumns(IEnumerable<string> tags) => tags
            .Select(tag => Array.Find(columns, column => column.Name == tag)).Where(column => column is { Value.IsNull: false })
            .Select(column => $"{column!.Value.Sql} ASC NULLS LAST");
        string[] measurement = tieBreak is null ? ["measurement"] : [];
        string time = $"time {(select.Statement.Descending ? "DESC" : "ASC")} NULLS LAST";
        return [.. measurement, .. TagColumns(select.GroupTags), time, .. TagColumns(select.OtherTags), .. tieBreak ?? []];
    }

    private static IEnumerable<TagKeyColumn> TagKeys(ResolvedSelect select)
    {
        // measurement and time come before the columns of the select list
        const int ColumnsBefore = 2;
        return select.GroupTags.Select(tag => new TagKeyColumn(
            tag, select.Columns.TakeWhile(column => column.Name != tag).Count() + ColumnsBefore, select.ListedTags.Contains(tag)));
    }

    private static OutputColumn Output(string name, SqlValue value) =>
        new(name, value.Type, !value.IsNotNull, value.StoredAs is { } kind ? ColumnMetadata.Of(kind) : null);
}
