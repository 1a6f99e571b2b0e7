namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The rows a SELECT reads: FROM and WHERE for one measurement.</summary>
/// <remarks>
/// <paramref name="select"/>: The SELECT whose sources are read.
/// <paramref name="names"/>: The columns that are needed.
/// <paramref name="groupTags"/>: The tags that rows are grouped by.
/// <paramref name="scans"/>: Takes down what is read of which table.
/// </remarks>
internal sealed class SourcePlanner(ResolvedSelect select, IReadOnlyList<string> names, IReadOnlyList<string> groupTags, List<ScannedTable> scans)
{
    /// <remarks>
    /// <paramref name="readRange"/>: The range to read.
    /// <paramref name="planSubquery"/>: How a subquery becomes rows; null when the measurement has no part in it.
    /// </remarks>
    /// <exception cref="QueryException">A name is a tag here and a field there.</exception>
    public Relation? Plan(string measurement, TimeBounds readRange, Func<ResolvedSelect, Relation?> planSubquery)
    {
        Relation[] relations =
        [
            .. select.Sources.Select(source => source switch
            {
                TableSource table when table.Table.Name == measurement => ReadTable(table.Table, readRange),
                SelectSource subquery => planSubquery(subquery.Select) is { } rows ? Filter(rows) : null,
                _ => null,
            }).OfType<Relation>(),
        ];
        return relations.Length > 1 ? UnionAll(relations, names) : relations.FirstOrDefault();
    }

    private Relation ReadTable(TableSchema table, TimeBounds range)
    {
        scans.Add(new ScannedTable(table, range));
        TableColumn[] stored = [.. names.Select(table.Find).OfType<TableColumn>().Where(column => column.Kind != ColumnKind.Time)];
        RelationColumn[] columns = [.. stored.Select((column, i) => new RelationColumn(column.Name, Stored($"v{i}", column.Kind)))];
        // a stored tag is never empty
        string[] ties = [.. table.SeriesKey.Except(groupTags).Select((tag, i) => $"COALESCE({table.Find(tag)!.PhysicalName}, '') AS k{i}")];
        IEnumerable<string> selected = [$"{table.Time.PhysicalName} AS time", .. stored.Select((column, i) => $"{column.PhysicalName} AS v{i}"), .. ties];
        string? condition = select.Condition is null ? null
            : new ExpressionSql(node => node is Reference reference ? StoredColumn(table, reference) : null).Condition(select.Condition);
        string[] conditions = [.. BoundsOn(table.Time.PhysicalName, range), .. new[] { HasSelectedField(table), condition }.OfType<string>()];
        string where = conditions.Length == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
        return new Relation($"SELECT {string.Join(", ", selected)} FROM {table.Source} AS stored{where}", columns)
        {
            SchemaMetadata = ColumnMetadata.Of(table),
            Qualifier = table.Name,
            TieBreak = [.. ties.Select((_, i) => $"k{i}")],
        };
    }

    public static IEnumerable<string> BoundsOn(string time, TimeBounds range)
    {
        if (range.Lower is { } lower)
        {
            yield return $"{time} >= {Literals.Sql(lower)}";
        }

        if (range.Upper is { } upper)
        {
            yield return $"{time} <= {Literals.Sql(upper)}";
        }
    }

    public static SqlValue StoredColumn(TableSchema table, Reference reference) =>
        reference.Name.Equals("time", StringComparison.OrdinalIgnoreCase) ? Stored(table.Time.PhysicalName, ColumnKind.Time)
        : table.Find(reference.Name) is { } column ? TypedSql.Cast(Stored(column.PhysicalName, column.Kind), reference.Type)
        : SqlValue.Null;

    private static SqlValue Stored(string sql, ColumnKind kind) => new(sql, OutputType.Of(kind)) { StoredAs = kind, IsNotNull = kind == ColumnKind.Time };

    /// <summary>A row counts only if it has one of the selected fields.</summary>
    private string? HasSelectedField(TableSchema table)
    {
        string[] present =
        [
            .. select.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Reference>()
                .Where(reference => reference.Type is { } type && type.IsField())
                .Select(reference => table.Find(reference.Name)?.PhysicalName).OfType<string>().Distinct()
                .Select(column => $"{column} IS NOT NULL"),
        ];
        return present.Length == 0 ? null : "(" + string.Join(" OR ", present) + ")";
    }

    /// <summary>The rows of a subquery that the condition lets through.</summary>
    private Relation Filter(Relation rows)
    {
        if (select.Condition is null)
        {
            return rows;
        }

        var expressions = new ExpressionSql(node => node switch
        {
            Reference { IsTime: true } => rows.Time,
            Reference reference => rows.Find(reference.Name) is { } column ? TypedSql.Cast(column, reference.Type) : SqlValue.Null,
            _ => null,
        });
        return rows with { Sql = $"SELECT * FROM ({rows.Sql}) WHERE {expressions.Condition(select.Condition)}" };
    }

    private static Relation UnionAll(Relation[] relations, IEnumerable<string> names)
    {
        string[] known = [.. names.Where(name => relations.Any(relation => relation.Find(name) is not null))];
        RelationColumn[] columns = [.. known.Select((name, i) => new RelationColumn(name, CommonColumn.Of(name, relations) with { Sql = $"v{i}" }))];
        string rows = string.Join(" UNION ALL ", relations.Select(relation =>
        {
            IEnumerable<string> values = columns.Select(column =>
                $"{CommonColumn.Convert(relation.Find(column.Name) ?? SqlValue.Null, column.Value.Type)} AS {column.Value.Sql}");
            return $"SELECT {string.Join(", ", values.Prepend("time"))} FROM ({relation.Sql})";
        }));
        return new Relation(rows, columns)
        {
            SchemaMetadata = Relation.CommonMetadata(relations),
            Time = CommonColumn.Of([.. relations.Select(relation => (SqlValue?)relation.Time)]) with { Sql = "time" },
        };
    }
}
