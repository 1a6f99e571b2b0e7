namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements about one database. // wire reference 4.3</summary>
internal sealed class ShowPlanner(ShowStatement statement, TableSchema[] tables, ShowCondition condition)
{
    /// <exception cref="QueryException">The statement names another database, or its condition can't be judged.</exception>
    public static QueryPlan Plan(ShowStatement statement, DatabaseCatalog catalog, long nowNanoseconds)
    {
        // such as SHOW TAG KEYS
        string name = "SHOW" + string.Concat($"{statement.Kind}".Select(c => char.IsUpper(c) ? $" {c}" : $"{char.ToUpperInvariant(c)}"));
        Refuse.When(statement.Kind == ShowKind.Databases, () => QueryException.NotImplemented(name));
        Refuse.When(statement.Database is not null, () => QueryException.NotImplemented($"{name} ON <database>"));
        var planner = new ShowPlanner(statement, [.. Tables(statement, catalog)], new ShowCondition(statement.Condition, nowNanoseconds));
        return statement.Kind switch
        {
            ShowKind.Measurements => planner.Measurements(),
            ShowKind.TagKeys => planner.TagKeys(),
            ShowKind.TagValues => planner.TagValues(statement.Keys!),
            ShowKind.FieldKeys => planner.FieldKeys(),
            _ => RetentionPolicies(),
        };
    }

    private static IEnumerable<TableSchema> Tables(ShowStatement statement, DatabaseCatalog catalog)
    {
        foreach (MeasurementSource source in statement.Measurements)
        {
            bool isBare = source.Database is null && source.RetentionPolicy is null;
            Refuse.When(isBare && statement.ByPattern is { } byPattern && byPattern != (source.Pattern is not null),
                () => QueryException.Planning(source.Pattern is null ? "expected regex but got string" : "expected string but got regex"));
            Refuse.When(!isBare, () => QueryException.NotImplemented($"{(source.Database is null ? "retention policy" : "database name")} in from clause"));
        }

        HashSet<string> named = [.. statement.Measurements.SelectMany(source => MeasurementNames.Find(catalog, source)).Select(table => table.Name)];
        return catalog.Tables.Where(table => statement.Sources.Count == 0 || named.Contains(table.Name));
    }

    private QueryPlan Measurements() => Plan(
        tables.Select(table => $"SELECT 'measurements' AS c0, {Literals.Sql(table.Name)} AS c1{condition.WhereAnyRow(table)}"),
        [Text("name")],
        limitsEach: [],
        tables.SelectMany(table => condition.Scans(table, always: false)));

    private QueryPlan TagKeys() => Plan(
        from table in tables
        from tag in Tags(table)
        select $"SELECT {Literals.Sql(table.Name)} AS c0, {Literals.Sql(tag.Name)} AS c1{condition.WhereAnyRow(table, tag)}",
        [Text("tagKey", nullable: statement.IsLimited || (statement.Condition is not null && tables.Length > 0))],
        limitsEach: ["c0"],
        tables.SelectMany(table => condition.Scans(table, always: false)),
        // of several tables the last one leaves its mark
        statement.Condition is null || statement.IsLimited ? null : tables.LastOrDefault());

    private QueryPlan FieldKeys() => Plan(
        from table in tables
        from column in table.Columns
        where column.Kind is not (ColumnKind.Tag or ColumnKind.Time)
        select $"SELECT {Literals.Sql(table.Name)} AS c0, {Literals.Sql(column.Name)} AS c1, {Literals.Sql(column.Kind.Name())} AS c2",
        [Text("fieldKey", nullable: statement.IsLimited), Text("fieldType")],
        limitsEach: ["c0"],
        []);

    /// <summary>The values of tags; that rows lack a tag shows as a null among them. // wire reference 4.3</summary>
    private QueryPlan TagValues(TagKeyFilter filter)
    {
        (TableSchema Table, TableColumn Tag)[] keys = [.. tables.SelectMany(table => Keys(filter, [.. Tags(table)]), (table, tag) => (table, tag))];
        TableSchema[] read = [.. keys.Select(key => key.Table).Distinct()];
        return Plan(
            keys.Select(key => $"SELECT DISTINCT {Literals.Sql(key.Table.Name)} AS c0, {Literals.Sql(key.Tag.Name)} AS c1, {key.Tag.PhysicalName} AS c2 "
                + $"FROM {key.Table.Source} AS stored WHERE {condition.OnRows(key.Table)}"),
            [Text("key"), new OutputColumn("value", OutputType.String, keys.Length > 0, keys.Length > 0 ? ColumnMetadata.Of(ColumnKind.Tag) : null)],
            limitsEach: ["c0", "c1"],
            tables.SelectMany(table => condition.Scans(table, always: true)),
            statement.IsLimited || read.Length > 1 ? null : read.FirstOrDefault());
    }

    /// <summary>The fixed answer of Flight.</summary>
    private static QueryPlan RetentionPolicies() => new()
    {
        Sql = "SELECT 'retention_policies', 'autogen', '0s', '168h0m0s', CAST(1 AS BIGINT), true",
        Columns =
        [
            StatementPlanner.Measurement,
            Text("name"),
            Text("duration"),
            Text("shardGroupDuration"),
            new OutputColumn("replicaN", OutputType.Integer, Nullable: false),
            new OutputColumn("default", OutputType.Boolean, Nullable: false),
        ],
        SchemaMetadata = GroupKeyMetadata.Beside(null),
    };

    private static IEnumerable<TableColumn> Tags(TableSchema table) => table.Columns.Where(column => column.Kind == ColumnKind.Tag);

    private static IEnumerable<TableColumn> Keys(TagKeyFilter filter, TableColumn[] tags)
    {
        IEnumerable<string> named = filter.Pattern is { } pattern ? NameRegex.Matching(pattern, tags.Select(tag => tag.Name)) : filter.Names;
        return tags.Where(tag => named.Contains(tag.Name) != filter.Negated);
    }

    private QueryPlan Plan(
        IEnumerable<string> selects, OutputColumn[] outputs, string[] limitsEach, IEnumerable<ScannedTable> scans, TableSchema? metadataOf = null)
    {
        string[] columns = [.. Enumerable.Range(0, outputs.Length + 1).Select(i => $"c{i}")];
        string order = $"ORDER BY {string.Join(", ", columns)}";
        string none = $"SELECT {string.Join(", ", columns.Select(column => $"'' AS {column}"))} WHERE false";
        // LIMIT and OFFSET: of the whole list, or of each part of it that shares some columns
        string number = $"row_number() OVER ({Clauses.PartitionBy(limitsEach)}{order})";
        string last = statement.Limit is { } limit ? $" AND {number} <= CAST({Literals.Sql(statement.Offset ?? 0)} AS HUGEINT) + {Literals.Sql(limit)}" : "";
        string limited = statement.IsLimited ? $"QUALIFY {number} > {Literals.Sql(statement.Offset ?? 0)}{last} " : "";
        return new QueryPlan
        {
            Sql = $"SELECT * FROM ({string.Join(" UNION ALL ", selects.DefaultIfEmpty(none))}) {limited}{order}",
            Columns = [StatementPlanner.Measurement, .. outputs],
            SchemaMetadata = GroupKeyMetadata.Beside(metadataOf is null ? null : ColumnMetadata.Of(metadataOf)),
            Scans = [.. scans],
        };
    }

    private static OutputColumn Text(string name, bool nullable = false) => new(name, OutputType.String, nullable);
}
