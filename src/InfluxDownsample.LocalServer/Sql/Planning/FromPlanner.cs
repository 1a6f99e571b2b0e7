using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Plans what stands after FROM. Every relation gets a DuckDB name of its own, so nothing clashes.</summary>
internal sealed class FromPlanner(PlanningContext context)
{
    /// <param name="relation">What is read; null without a FROM.</param>
    /// <param name="left">What stands before it, which a lateral subquery sees.</param>
    public PlannedQuery Plan(SqlRelation? relation, PlannedQuery? left = null) => relation switch
    {
        TableRelation table => Table(table),
        QueryRelation query => Derived(query, left),
        FunctionRelation function => Function(function),
        JoinRelation join => Join(join, left),
        _ => new PlannedQuery("", []),
    };

    private PlannedQuery Table(TableRelation table)
    {
        IReadOnlyList<string> parts = table.Name;
        if (parts.Count == 1 && context.Tables.GetValueOrDefault(parts[0]) is { } common)
        {
            return Named(common.Sql, common, table.Alias ?? new SqlAlias(parts[0], []));
        }

        Refuse.When(parts.Count > 3,
            () => QueryException.Planning($"Unsupported compound identifier '{string.Join('.', parts)}'. Expected 1, 2 or 3 parts"));
        (string catalog, string schema, string name) = (parts.Count > 2 ? parts[^3] : "public", parts.Count > 1 ? parts[^2] : "iox", parts[^1]);
        SqlAlias alias = table.Alias ?? new SqlAlias(name, []);
        return catalog == "public" && schema == "iox" && context.Catalog.FindTable(name) is { } stored ? Stored(stored, alias)
            : catalog == "public" && CatalogTables.Find(schema, name, context) is { } described ? Named($"({described.Sql})", described, alias)
            : throw QueryException.Planning($"table '{catalog}.{schema}.{name}' not found");
    }

    private PlannedQuery Stored(TableSchema table, SqlAlias alias)
    {
        string relation = context.NewName("r");
        ScannedTable scan = new(table);
        context.Scans.Add(scan);
        ScopeColumn[] columns =
        [
            .. table.Columns.Select(column => new ScopeColumn(alias.Name, column.Name, OutputType.Of(column.Kind), $"{relation}.{column.PhysicalName}")
            {
                Nullable = column.Kind != ColumnKind.Time,
                Metadata = ColumnMetadata.Of(column.Kind),
                Scan = column.Kind == ColumnKind.Time ? scan : null,
            }),
        ];
        PlannedQuery stored = new($"{table.Source} AS {relation}", columns) { SchemaMetadata = ColumnMetadata.Of(table), Table = table };
        return QueryPlanner.Renamed(stored, alias.Columns);
    }

    private PlannedQuery Derived(QueryRelation query, PlannedQuery? left)
    {
        PlanningContext inside = query.Lateral && left is not null ? context with { Outer = new Scope(left.Columns, context.Outer) } : context;
        PlannedQuery planned = new QueryPlanner(inside).Plan(query.Query);
        return Named($"({planned.Sql})", planned, query.Alias);
    }

    /// <summary>A planned query as a relation. Without an alias its columns keep the qualifiers they had inside.</summary>
    private PlannedQuery Named(string sql, PlannedQuery query, SqlAlias? alias)
    {
        string relation = context.NewName("r");
        ScopeColumn[] columns = [.. QueryPlanner.Renamed(query, alias?.Columns ?? []).Columns.Select(column =>
            column with { Qualifier = alias?.Name ?? column.Qualifier, Sql = $"{relation}.{column.Sql}", Hidden = false })];
        string? twice = columns.GroupBy(column => (column.Qualifier, column.Name)).FirstOrDefault(group => group.Count() > 1)?.First().QuotedFlatName;
        Refuse.When(twice is not null, () => QueryException.Schema($"Schema contains duplicate qualified field name {twice}"));
        return query with { Sql = $"{sql} AS {relation}", Columns = columns };
    }

    private PlannedQuery Function(FunctionRelation function)
    {
        string name = string.Join('.', function.Name);
        Refuse.When(name is not ("generate_series" or "range"), () => QueryException.Planning($"table function '{name}' not found"));
        ExpressionBinder binder = context.Rows([], "a table function");
        BoundExpression[] arguments = [.. function.Arguments.Select(binder.Bind)];
        Refuse.When(arguments.Length is < 1 or > 3 || !arguments.All(argument => argument.Type.IsInteger && argument.IsScalar),
            () => QueryException.Planning($"{name} function requires 1 to 3 integer arguments"));
        string bounds = string.Join(", ", arguments.Select(argument => Casts.To(argument, OutputType.Integer).Sql));
        PlannedQuery series = new("", [new ScopeColumn(null, "value", OutputType.Integer, "value") { Nullable = false }]);
        return Named($"(SELECT value FROM {name}({bounds}) AS series(value))", series, function.Alias ?? new SqlAlias(name, []));
    }

    private PlannedQuery Join(JoinRelation join, PlannedQuery? before)
    {
        // joins are as deep as their list is long
        Refuse.When(!RuntimeHelpers.TryEnsureSufficientExecutionStack(), QueryException.TooDeep);
        PlannedQuery left = Plan(join.Left, before);
        PlannedQuery right = Plan(join.Right, left);
        PlannedQuery both = Beside(left, right, $"({left.Sql} CROSS JOIN {right.Sql})");
        if (join.On is not null)
        {
            return Joined(join.Kind, left, right, context.Rows(both.Columns, "a JOIN condition").BindCondition(join.On, "JOIN").Sql, both);
        }

        IReadOnlyList<string>? names = join.Kind == "CROSS" ? []
            : join.Natural ? [.. left.Columns.Select(column => column.Name).Where(name => right.Columns.Any(column => column.Name == name))]
            : join.Using;
        return names switch
        {
            null => throw QueryException.NotImplemented("JOIN without ON or USING"),
            [] => both,
            _ => JoinedUsing(join.Kind, left, right, names, both),
        };
    }

    private static PlannedQuery JoinedUsing(string kind, PlannedQuery left, PlannedQuery right, IReadOnlyList<string> names, PlannedQuery both)
    {
        List<string> equal = [];
        List<ScopeColumn> columns = [.. both.Columns];
        foreach (string name in names)
        {
            (ScopeColumn l, ScopeColumn r) = (Shared(left, name), Shared(right, name));
            equal.Add($"{l.Sql} = {r.Sql}");
            // the name alone means the side that is never padded with nulls
            ScopeColumn hidden = kind.StartsWith("RIGHT", StringComparison.Ordinal) ? l : r;
            columns[columns.IndexOf(hidden)] = hidden with { Hidden = true };
            if (kind == "FULL")
            {
                columns[columns.IndexOf(l)] = l with { Sql = $"coalesce({l.Sql}, {r.Sql})" };
            }
        }

        return Joined(kind, left, right, string.Join(" AND ", equal), both with { Columns = columns });
    }

    private static ScopeColumn Shared(PlannedQuery side, string name)
    {
        Scope scope = new(side.Columns, null);
        return scope.Find([name])?.Column ?? throw scope.NotFound([name]);
    }

    private static PlannedQuery Joined(string kind, PlannedQuery left, PlannedQuery right, string condition, PlannedQuery both)
    {
        // a half join keeps the columns of one side
        (PlannedQuery first, PlannedQuery second) = kind is "RIGHT SEMI" or "RIGHT ANTI" ? (right, left) : (left, right);
        bool half = kind.Contains(' ', StringComparison.Ordinal);
        HashSet<string> lefts = [.. left.Columns.Select(column => column.Sql)];
        bool Padded(ScopeColumn column) => kind == "FULL" || kind == (lefts.Contains(column.Sql) ? "RIGHT" : "LEFT");
        return both with
        {
            Sql = $"({first.Sql} {(half ? kind.Split(' ')[1] : kind)} JOIN {second.Sql} ON {condition})",
            Columns = [.. both.Columns.Where(column => !half || first.Columns.Contains(column)).Select(column =>
                Padded(column) ? column with { Nullable = true, Constant = null } : column)],
        };
    }

    private static PlannedQuery Beside(PlannedQuery left, PlannedQuery right, string sql)
    {
        ScopeColumn? twice = right.Columns.FirstOrDefault(r => left.Columns.Any(l => l.Qualifier == r.Qualifier && l.Name == r.Name));
        return twice is null
            ? new PlannedQuery(sql, [.. left.Columns, .. right.Columns])
            : throw QueryException.Schema($"Schema contains duplicate qualified field name {twice.QuotedFlatName}");
    }
}
