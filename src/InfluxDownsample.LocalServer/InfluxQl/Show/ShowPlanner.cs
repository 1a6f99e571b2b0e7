namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements about one database. // wire reference 4.3</summary>
internal static class ShowPlanner
{
    /// <exception cref="QueryException">The statement names another database, or its condition can't be judged.</exception>
    public static QueryPlan Plan(ShowStatement statement, IDatabaseCatalog catalog, long nowNanoseconds)
    {
        Refuse.When(statement.Database is not null, () => QueryException.NotImplemented($"{NameOf(statement)} ON <database>"));
        TableSchema[] tables = [.. Tables(statement, catalog)];
        var condition = new ShowCondition(statement.Condition, nowNanoseconds);
        return statement.Kind switch
        {
            ShowKind.Measurements => Measurements(statement, tables, condition),
            ShowKind.TagKeys => TagKeys(statement, tables, condition),
            ShowKind.TagValues => TagValues(statement, statement.Keys!, tables, condition),
            _ => FieldKeys(statement, tables),
        };
    }

    /// <summary>The fixed answer of Flight.</summary>
    /// <exception cref="QueryException">The statement names another database.</exception>
    public static QueryPlan RetentionPolicies(ShowRetentionPoliciesStatement statement) => statement.Database is null
        ? new QueryPlan
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
            SchemaMetadata = GroupKeyMetadata.None,
        }
        : throw QueryException.NotImplemented("SHOW RETENTION POLICIES ON <database>");

    private static string NameOf(ShowStatement statement) => statement.Kind switch
    {
        ShowKind.Measurements => "SHOW MEASUREMENTS",
        ShowKind.TagKeys => "SHOW TAG KEYS",
        ShowKind.FieldKeys => "SHOW FIELD KEYS",
        _ => "SHOW TAG VALUES",
    };

    private static IEnumerable<TableSchema> Tables(ShowStatement statement, IDatabaseCatalog catalog)
    {
        if (statement.Sources.Count == 0)
        {
            return catalog.Tables;
        }

        foreach (MeasurementSource source in statement.Sources)
        {
            if (statement.ByPattern is { } byPattern
                && source.Database is null && source.RetentionPolicy is null && byPattern != (source.Pattern is not null))
            {
                throw QueryException.Planning(byPattern ? "expected regex but got string" : "expected string but got regex");
            }

            Refuse.When(source.Database is not null || source.RetentionPolicy is not null,
                () => QueryException.NotImplemented($"{(source.Database is null ? "retention policy" : "database name")} in from clause"));
        }

        HashSet<string> named = [.. statement.Sources.SelectMany(source => MeasurementNames.Find(catalog, source)).Select(table => table.Name)];
        return catalog.Tables.Where(table => named.Contains(table.Name));
    }

    private static QueryPlan Measurements(ShowStatement statement, TableSchema[] tables, ShowCondition condition) => Plan(
        tables.Select(table => $"SELECT 'measurements' AS c0, {Literals.Sql(table.Name)} AS c1{condition.WhereAnyRow(table)}"),
        [Text("name")],
        statement,
        limitsEach: "",
        tables.SelectMany(table => condition.Scans(table, always: false)));

    private static QueryPlan TagKeys(ShowStatement statement, TableSchema[] tables, ShowCondition condition) => Plan(
        from table in tables
        from tag in Tags(table)
        select $"SELECT {Literals.Sql(table.Name)} AS c0, {Literals.Sql(tag.Name)} AS c1{condition.WhereAnyRow(table, tag)}",
        [Text("tagKey", nullable: IsLimited(statement) || (statement.Condition is not null && tables.Length > 0))],
        statement,
        limitsEach: "c0",
        tables.SelectMany(table => condition.Scans(table, always: false)),
        // of several tables the last one leaves its mark
        statement.Condition is null || IsLimited(statement) ? null : tables.LastOrDefault());

    private static QueryPlan FieldKeys(ShowStatement statement, TableSchema[] tables) => Plan(
        from table in tables
        from column in table.Columns
        where column.Kind is not (ColumnKind.Tag or ColumnKind.Time)
        select $"SELECT {Literals.Sql(table.Name)} AS c0, {Literals.Sql(column.Name)} AS c1, "
            + $"{Literals.Sql(column.Kind.Name())} AS c2",
        [Text("fieldKey", nullable: IsLimited(statement)), Text("fieldType")],
        statement,
        limitsEach: "c0",
        []);

    /// <summary>The values of tags; that rows lack a tag shows as a null among them. // wire reference 4.3</summary>
    private static QueryPlan TagValues(ShowStatement statement, TagKeyFilter filter, TableSchema[] tables, ShowCondition condition)
    {
        (TableSchema Table, TableColumn Tag)[] keys = [.. tables.SelectMany(table => Keys(filter, [.. Tags(table)]).Select(tag => (table, tag)))];
        TableSchema[] read = [.. keys.Select(key => key.Table).Distinct()];
        return Plan(
            keys.Select(key => $"SELECT DISTINCT {Literals.Sql(key.Table.Name)} AS c0, {Literals.Sql(key.Tag.Name)} AS c1, {key.Tag.PhysicalName} AS c2 "
                + $"FROM {key.Table.Source} AS stored WHERE {condition.OnRows(key.Table)}"),
            [Text("key"), new OutputColumn("value", OutputType.String, keys.Length > 0, keys.Length > 0 ? ColumnMetadata.Of(ColumnKind.Tag) : null)],
            statement,
            limitsEach: "c0, c1",
            tables.SelectMany(table => condition.Scans(table, always: true)),
            IsLimited(statement) || read.Length > 1 ? null : read.FirstOrDefault());
    }

    private static bool IsLimited(ShowStatement statement) => statement.Limit is not null || statement.Offset is not null;

    private static IEnumerable<TableColumn> Tags(TableSchema table) => table.Columns.Where(column => column.Kind == ColumnKind.Tag);

    private static IEnumerable<TableColumn> Keys(TagKeyFilter filter, TableColumn[] tags)
    {
        IReadOnlySet<string> named = filter.Pattern is { } pattern
            ? NameRegex.Matching(pattern, tags.Select(tag => tag.Name))
            : filter.Names.ToHashSet(StringComparer.Ordinal);
        return tags.Where(tag => named.Contains(tag.Name) != filter.Negated);
    }

    private static QueryPlan Plan(
        IEnumerable<string> selects,
        IReadOnlyList<OutputColumn> outputs,
        ShowStatement statement,
        string limitsEach,
        IEnumerable<ScannedTable> scans,
        TableSchema? metadataOf = null)
    {
        string[] columns = [.. Enumerable.Range(0, outputs.Count + 1).Select(i => $"c{i}")];
        string order = string.Join(", ", columns);
        string none = $"SELECT {string.Join(", ", columns.Select(column => $"'' AS {column}"))} WHERE false";
        return new QueryPlan
        {
            Sql = $"SELECT * FROM ({string.Join(" UNION ALL ", selects.DefaultIfEmpty(none))}){Limit(statement, limitsEach, order)} ORDER BY {order}",
            Columns = [StatementPlanner.Measurement, .. outputs],
            SchemaMetadata = metadataOf is null ? GroupKeyMetadata.None : GroupKeyMetadata.NoTags(ColumnMetadata.Of(metadataOf)),
            Scans = [.. scans],
        };
    }

    /// <summary>LIMIT and OFFSET: of the whole list, or of each part of it that shares the given columns.</summary>
    private static string Limit(ShowStatement statement, string each, string order)
    {
        if (statement.Limit is null && statement.Offset is null)
        {
            return "";
        }

        string number = $"row_number() OVER ({(each.Length == 0 ? "" : $"PARTITION BY {each} ")}ORDER BY {order})";
        string offset = Literals.Sql(statement.Offset ?? 0);
        string last = statement.Limit is { } limit ? $" AND {number} <= CAST({offset} AS HUGEINT) + {Literals.Sql(limit)}" : "";
        return $" QUALIFY {number} > {offset}{last}";
    }

    private static OutputColumn Text(string name, bool nullable = false) => new(name, OutputType.String, nullable);
}
