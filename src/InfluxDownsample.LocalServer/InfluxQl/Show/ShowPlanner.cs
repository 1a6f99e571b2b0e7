namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements about one database. Unless they bound time, only the last 24 hours are looked at. // wire reference 4.3</summary>
/// <param name="statement">The statement.</param>
/// <param name="tables">The tables it is about.</param>
/// <param name="condition">What its WHERE says beside bounds on time.</param>
/// <param name="bounds">The range of time that is looked at.</param>
internal sealed class ShowPlanner(ShowStatement statement, TableSchema[] tables, Expression? condition, TimeBounds bounds)
{
    /// <exception cref="QueryException">The statement names another database, or its condition can't be judged.</exception>
    public static QueryPlan Plan(ShowStatement statement, DatabaseCatalog catalog, long nowNanoseconds)
    {
        // such as SHOW TAG KEYS
        string name = "SHOW" + string.Concat($"{statement.Kind}".Select(c => char.IsUpper(c) ? $" {c}" : $"{char.ToUpperInvariant(c)}"));
        Refuse.When(statement.Kind == ShowKind.Databases, () => QueryException.NotImplemented(name));
        Refuse.When(statement.Database is not null, () => QueryException.NotImplemented($"{name} ON <database>"));
        TableSchema[] tables = [.. Tables(statement, catalog)];
        (Expression? condition, TimeBounds bounds) = ConditionSplit.Split(statement.Condition, new ConstantTime(nowNanoseconds, zone: null));
        bounds = bounds.IsUnbounded ? new TimeBounds(nowNanoseconds - TimeSql.NanosecondsPerDay, null) : bounds;
        var planner = new ShowPlanner(statement, tables, condition, bounds);
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

        HashSet<string> named = [.. statement.Measurements.SelectMany(source => TableSource.Find(catalog, source)).Select(source => source.Table.Name)];
        return catalog.Tables.Where(table => statement.Sources.Count == 0 || named.Contains(table.Name));
    }

    private QueryPlan Measurements() => Plan(
        tables.Select(table => $"SELECT 'measurements' AS c0, {Literals.Sql(table.Name)} AS c1{WhereAnyRow(table)}"),
        [Text("name")],
        limitsEach: [],
        Scans(always: false));

    private QueryPlan TagKeys() => Plan(
        from table in tables
        from tag in Tags(table)
        select $"SELECT {Literals.Sql(table.Name)} AS c0, {Literals.Sql(tag.Name)} AS c1{WhereAnyRow(table, tag)}",
        [Text("tagKey", nullable: statement.IsLimited || (statement.Condition is not null && tables.Length > 0))],
        limitsEach: ["c0"],
        Scans(always: false),
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
        (TableSchema Table, TableColumn Tag)[] keys = [.. tables.SelectMany(table => Keys(filter, Tags(table)), (table, tag) => (table, tag))];
        TableSchema[] read = [.. keys.Select(key => key.Table).Distinct()];
        return Plan(
            keys.Select(key => $"SELECT DISTINCT {Literals.Sql(key.Table.Name)} AS c0, {Literals.Sql(key.Tag.Name)} AS c1, {key.Tag.PhysicalName} AS c2 "
                + $"FROM {key.Table.Source} AS stored WHERE {OnRows(key.Table)}"),
            [Text("key"), new OutputColumn("value", OutputType.String, keys.Length > 0, keys.Length > 0 ? ColumnMetadata.Of(ColumnKind.Tag) : null)],
            limitsEach: ["c0", "c1"],
            Scans(always: true),
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

    private static IEnumerable<TableColumn> Keys(TagKeyFilter filter, IEnumerable<TableColumn> tags)
    {
        Func<string, bool> isNamed = filter.Pattern is { } pattern ? NameRegex.Of(pattern).IsMatch : filter.Names.Contains;
        return tags.Where(tag => isNamed(tag.Name) != filter.Negated);
    }

    /// <summary>What is read: nothing when there is no condition, unless the statement reads rows anyway.</summary>
    private IEnumerable<ScannedTable> Scans(bool always) =>
        always || statement.Condition is not null ? tables.Select(table => new ScannedTable(table, bounds)) : [];

    /// <summary>The condition on stored rows.</summary>
    private string OnRows(TableSchema table) => string.Join(" AND ",
    [
        .. MeasurementPlanner.BoundsOn(table.Time.PhysicalName, bounds),
        .. condition is null ? [] : (string[])[$"({MeasurementPlanner.Condition(condition, table)})"],
    ]);

    /// <summary>A WHERE that holds if any row fits, with the tag if one is given; nothing when the statement has no condition.</summary>
    private string WhereAnyRow(TableSchema table, TableColumn? tag = null) => statement.Condition is null ? ""
        : $" WHERE EXISTS (SELECT 1 FROM {table.Source} AS stored WHERE {OnRows(table)}{(tag is null ? "" : $" AND {tag.PhysicalName} IS NOT NULL")})";

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
