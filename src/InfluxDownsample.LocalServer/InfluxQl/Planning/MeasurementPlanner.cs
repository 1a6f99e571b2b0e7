namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Plans a resolved SELECT, and the subqueries in it, for one measurement.</summary>
/// <param name="measurement">The table.</param>
/// <param name="scans">Takes down what is read of which table.</param>
internal sealed class MeasurementPlanner(string measurement, List<ScannedTable> scans)
{
    /// <summary>The rows of the whole statement; null when the measurement has no part in it.</summary>
    /// <exception cref="QueryException">The statement can't be carried out on this measurement.</exception>
    public Relation? Plan(ResolvedSelect select)
    {
        string[] names = [.. select.Columns.SelectMany(field => field.Expression.References).Select(reference => reference.Name)
            .Concat(select.GroupTags).Where(name => name != "time").Distinct()];
        Relation[] inputs = [.. select.Sources.Select(source => source switch
        {
            TableSource table when table.Table.Name == measurement => ReadTable(table.Table, select, names),
            SelectSource subquery when Plan(subquery.Select) is { } rows => Filter(rows, select.Condition),
            _ => null,
        }).OfType<Relation>()];
        if (inputs.Length == 0)
        {
            return null;
        }

        SelectScope scope = new(select, inputs.Length > 1 ? UnionAll(inputs, names) : inputs[0]);
        return LimitStage.Apply(new ProjectionPlanner(scope).Plan(), scope);
    }

    public static IEnumerable<string> BoundsOn(string time, TimeBounds range) =>
    [
        .. range.Lower is { } lower ? [$"{time} >= {Literals.Sql(lower)}"] : (string[])[],
        .. range.Upper is { } upper ? [$"{time} <= {Literals.Sql(upper)}"] : (string[])[],
    ];

    /// <summary>A condition on stored rows.</summary>
    public static string Condition(Expression condition, TableSchema table) => ExpressionSql.OfColumns(reference =>
        (reference.Name.Equals("time", StringComparison.OrdinalIgnoreCase) ? table.Time : table.Find(reference.Name)) is { } column
            ? SqlValue.Stored(column.PhysicalName, column.Kind).Cast(reference.Type)
            : SqlValue.Null).Condition(condition);

    private Relation ReadTable(TableSchema table, ResolvedSelect select, string[] names)
    {
        scans.Add(new ScannedTable(table, select.ReadRange));
        TableColumn[] stored = [.. names.Select(table.Find).OfType<TableColumn>().Where(column => column.Kind != ColumnKind.Time)];
        // a stored tag is never empty
        string[] ties = [.. table.SeriesKey.Except(select.GroupTags).Select((tag, i) => $"COALESCE({table.Find(tag)!.PhysicalName}, '') AS k{i}")];
        IEnumerable<string> selected = [$"{table.Time.PhysicalName} AS time", .. stored.Select((column, i) => $"{column.PhysicalName} AS v{i}"), .. ties];
        string[] conditions = [.. BoundsOn(table.Time.PhysicalName, select.ReadRange), .. HasSelectedField(table, select),
            .. select.Condition is { } condition ? [Condition(condition, table)] : (string[])[]];
        string where = conditions.Length == 0 ? "" : " WHERE " + string.Join(" AND ", conditions);
        return new Relation($"SELECT {string.Join(", ", selected)} FROM {table.Source} AS stored{where}")
        {
            Columns = [.. stored.Select((column, i) => new RelationColumn(column.Name, SqlValue.Stored($"v{i}", column.Kind)))],
            SchemaMetadata = ColumnMetadata.Of(table),
            Qualifier = table.Name,
            TieBreak = [.. ties.Select((_, i) => $"k{i}")],
        };
    }

    /// <summary>A row counts only if it has one of the selected fields.</summary>
    private static string[] HasSelectedField(TableSchema table, ResolvedSelect select)
    {
        string[] present = [.. select.Fields.SelectMany(field => field.Expression.References).Where(reference => reference.Type?.IsField() == true)
            .Select(reference => table.Find(reference.Name)).OfType<TableColumn>().Distinct().Select(column => $"{column.PhysicalName} IS NOT NULL")];
        return present.Length == 0 ? [] : [$"({string.Join(" OR ", present)})"];
    }

    /// <summary>The rows of a subquery that the condition lets through.</summary>
    private static Relation Filter(Relation rows, Expression? condition) => condition is null ? rows : rows with
    {
        Sql = $"SELECT * FROM ({rows.Sql}) WHERE "
            + ExpressionSql.OfColumns(reference => rows.Find(reference)?.Cast(reference.Type) ?? SqlValue.Null).Condition(condition),
    };

    private static Relation UnionAll(Relation[] relations, string[] names)
    {
        string[] known = [.. names.Where(name => relations.Any(relation => relation.Find(name) is not null))];
        RelationColumn[] columns = [.. known.Select((name, i) => new RelationColumn(name, Common(name, $"v{i}", relations)))];
        IEnumerable<string> selects = relations.Select(relation =>
        {
            IEnumerable<string> values = columns.Select(column =>
                $"{(relation.Find(column.Name) ?? SqlValue.Null).As(column.Value.Type)} AS {column.Value.Sql}");
            return $"SELECT {string.Join(", ", values.Prepend("time"))} FROM ({relation.Sql})";
        });
        return new Relation(string.Join(" UNION ALL ", selects))
        {
            Columns = columns,
            SchemaMetadata = Relation.CommonMetadata(relations),
            Time = SqlValue.Common("time", [.. relations.Select(relation => relation.Time)]),
        };
    }

    /// <exception cref="QueryException">The name is a tag in one and a field in another.</exception>
    private static SqlValue Common(string name, string sql, Relation[] relations)
    {
        SqlValue?[] columns = [.. relations.Select(relation => relation.Find(name))];
        Refuse.When(columns.Where(column => column is { IsNull: false }).DistinctBy(column => column!.IsTag).Count() > 1,
            () => QueryException.NotImplemented($"cannot mix tag and field columns with the same name: {name}"));
        return SqlValue.Common(sql, columns);
    }
}
