namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Plans what stands after FROM. Every relation gets a DuckDB name of its own, so nothing clashes.</summary>
internal sealed class FromPlanner(PlanningContext context)
{
    public PlannedQuery Plan(IReadOnlyList<SqlRelation> relations)
    {
        PlannedQuery? all = null;
        foreach (SqlRelation relation in relations)
        {
            PlannedQuery next = Plan(relation, all);
            all = all is null ? next : Beside(all, next, $"{all.Sql} CROSS JOIN {next.Sql}");
        }

        return all ?? new PlannedQuery("", []);
    }

    private PlannedQuery Plan(SqlRelation relation, PlannedQuery? left) => relation switch
    {
        TableRelation table => Table(table),
        QueryRelation query => Derived(query, left),
        FunctionRelation function => Function(function),
        JoinRelation join => Join(join, left),
        _ => throw QueryException.NotImplemented($"Unsupported relation {relation.GetType().Name}"),
    };

    private PlannedQuery Table(TableRelation table)
    {
        string[] parts = [.. table.Name];
        if (parts.Length == 1 && context.Tables.GetValueOrDefault(parts[0]) is { } common)
        {
            return Named(common.Sql, common, table.Alias?.Name ?? parts[0], table.Alias?.Columns ?? []);
        }

        (string catalog, string schema, string name) = parts switch
        {
            [var only] => ("public", "iox", only),
            [var s, var n] => ("public", s, n),
            [var c, var s, var n] => (c, s, n),
            _ => throw QueryException.Planning($"Unsupported compound identifier '{string.Join('.', parts)}'. Expected 1, 2 or 3 parts"),
        };
        string alias = table.Alias?.Name ?? name;
        IReadOnlyList<string> columns = table.Alias?.Columns ?? [];
        return catalog == "public" && schema == "iox" && context.Catalog.FindTable(name) is { } stored ? Stored(stored, alias, columns)
            : catalog == "public" && CatalogTables.Find(schema, name, context) is { } described ? Named($"({described.Sql})", described, alias, columns)
            : throw QueryException.Planning($"table '{catalog}.{schema}.{name}' not found");
    }

    private PlannedQuery Stored(TableSchema table, string alias, IReadOnlyList<string> names)
    {
        string relation = context.NewName("r");
        ScannedTable scan = new(table);
        context.Scans.Add(scan);
        ScopeColumn[] columns =
        [
            .. table.Columns.Select(column => new ScopeColumn(alias, column.Name, OutputType.Of(column.Kind), $"{relation}.{column.PhysicalName}")
            {
                Nullable = column.Kind != ColumnKind.Time,
                Metadata = ColumnMetadata.Of(column.Kind),
                Scan = column.Kind == ColumnKind.Time ? scan : null,
            }),
        ];
        PlannedQuery stored = new($"{table.Source} AS {relation}", columns) { SchemaMetadata = ColumnMetadata.Of(table), Table = table };
        PlannedQuery renamed = QueryPlanner.Renamed(stored, names);
        return renamed with { Columns = [.. renamed.Columns.Select(column => column with { Qualifier = alias })] };
    }

    private PlannedQuery Derived(QueryRelation query, PlannedQuery? left)
    {
        PlanningContext inside = query.Lateral && left is not null ? context with { Outer = new Scope(left.Columns, context.Outer) } : context;
        PlannedQuery planned = new QueryPlanner(inside).Plan(query.Query);
        return Named($"({planned.Sql})", planned, query.Alias?.Name, query.Alias?.Columns ?? []);
    }

    /// <summary>A planned query as a relation. Without an alias its columns keep the qualifiers they had inside.</summary>
    private PlannedQuery Named(string sql, PlannedQuery query, string? alias, IReadOnlyList<string> names)
    {
        string relation = context.NewName("r");
        PlannedQuery renamed = QueryPlanner.Renamed(query, names);
        ScopeColumn[] columns =
        [
            .. renamed.Columns.Select(column => column with { Qualifier = alias ?? column.Qualifier, Sql = $"{relation}.{column.Sql}", Hidden = false }),
        ];
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
        PlannedQuery series = new("", [new ScopeColumn(null, "value", OutputType.Integer, "value") { Nullable = false }]);
        PlannedQuery planned = Named(
            $"{name}({string.Join(", ", arguments.Select(argument => Casts.To(argument, OutputType.Integer).Sql))})",
            series,
            function.Alias?.Name ?? name,
            function.Alias?.Columns ?? []);
        return planned with { Sql = planned.Sql + "(value)" };
    }

    private PlannedQuery Join(JoinRelation join, PlannedQuery? before)
    {
        PlannedQuery left = Plan(join.Left, before);
        PlannedQuery right = Plan(join.Right, left);
        if (join.Kind == "CROSS")
        {
            return Beside(left, right, $"({left.Sql} CROSS JOIN {right.Sql})");
        }

        PlannedQuery both = Beside(left, right, "");
        if (join.On is not null)
        {
            return Joined(join.Kind, left, right, context.Rows(both.Columns, "a JOIN condition").BindCondition(join.On, "JOIN").Sql, both);
        }

        IReadOnlyList<string>? names = join.Natural
            ? [.. left.Columns.Where(l => right.Columns.Any(r => r.Name == l.Name)).Select(l => l.Name)]
            : join.Using;
        return names switch
        {
            null => throw QueryException.NotImplemented("JOIN without ON or USING"),
            [] => Beside(left, right, $"({left.Sql} CROSS JOIN {right.Sql})"),
            _ => JoinedUsing(join.Kind, left, right, names),
        };
    }

    private static PlannedQuery JoinedUsing(string kind, PlannedQuery left, PlannedQuery right, IReadOnlyList<string> names)
    {
        List<string> equal = [];
        List<ScopeColumn> columns = [.. left.Columns, .. right.Columns];
        foreach (string name in names)
        {
            ScopeColumn l = new Scope(left.Columns, null).Find([name])?.Column ?? throw new Scope(left.Columns, null).NotFound([name]);
            ScopeColumn r = new Scope(right.Columns, null).Find([name])?.Column ?? throw new Scope(right.Columns, null).NotFound([name]);
            equal.Add($"{l.Sql} = {r.Sql}");
            // the name alone means the side that is never padded with nulls
            ScopeColumn hidden = kind.StartsWith("RIGHT", StringComparison.Ordinal) ? l : r;
            columns[columns.IndexOf(hidden)] = hidden with { Hidden = true };
            if (kind == "FULL")
            {
                columns[columns.IndexOf(l)] = l with { Sql = $"coalesce({l.Sql}, {r.Sql})" };
            }
        }

        return Joined(kind, left, right, string.Join(" AND ", equal), Beside(left, right, "") with { Columns = columns });
    }

    private static PlannedQuery Joined(string kind, PlannedQuery left, PlannedQuery right, string condition, PlannedQuery both)
    {
        (string sql, Func<ScopeColumn, bool> kept) = kind switch
        {
            "LEFT SEMI" or "LEFT ANTI" => ($"({left.Sql} {kind["LEFT ".Length..]} JOIN {right.Sql} ON {condition})", left.Columns.Contains),
            "RIGHT SEMI" or "RIGHT ANTI" => ($"({right.Sql} {kind["RIGHT ".Length..]} JOIN {left.Sql} ON {condition})", right.Columns.Contains),
            _ => ($"({left.Sql} {kind} JOIN {right.Sql} ON {condition})", (Func<ScopeColumn, bool>)(_ => true)),
        };
        bool leftPadded = kind is "RIGHT" or "FULL";
        bool rightPadded = kind is "LEFT" or "FULL";
        HashSet<string> lefts = [.. left.Columns.Select(column => column.Sql)];
        return both with
        {
            Sql = sql,
            Columns = [.. both.Columns.Where(kept).Select(column => column with
            {
                Nullable = column.Nullable || (lefts.Contains(column.Sql) ? leftPadded : rightPadded),
                Constant = (lefts.Contains(column.Sql) ? leftPadded : rightPadded) ? null : column.Constant,
            })],
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
