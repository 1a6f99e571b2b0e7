namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Plans one SELECT. With groups the text has two levels: the grouped relation below, everything that is computed from its columns above;
/// gap filling stands between them.
/// </summary>
internal sealed class SelectPlanner(PlanningContext context)
{
    public PlannedQuery Plan(SelectBody select, IReadOnlyList<SqlOrder> order, SqlExpression? limit, SqlExpression? offset)
    {
        int scansBefore = context.Scans.Count;
        PlannedQuery from = new FromPlanner(context).Plan(select.From);
        ExpressionBinder conditions = context.Rows(from.Columns, BindingStage.WhereClause).Remembering();
        bool wholeSeries = from.Table is not null && (select.Where is null || ScannedRows.AreOfKey(from, select.Where, conditions.Scope));
        bool readsNothing = select.Where is not null && conditions.BindCondition(select.Where, "WHERE").Value is false;
        string below = Rows(from, select.Where, conditions, wholeSeries);
        Scope scope = select.Where is null ? conditions.Scope : TimeConditions.Apply(select.Where, conditions);
        List<ExpressionItem> items = SelectList.Expand(select.Items, scope);
        Dictionary<string, SqlExpression> aliases = SelectList.Aliases(items);
        AggregateStage? groups = Groups(select, order, items, aliases, scope, from, wholeSeries);
        ExpressionBinder binder = groups is null
            ? context.Rows(scope.Columns, "a SELECT without GROUP BY", allowsWindows: true)
            : new ExpressionBinder(context, scope, groups);
        binder = binder with { Windows = select.Windows };
        ExpressionBinder afterColumns = binder.WithAliases(aliases, first: false);
        List<OutputItem> outputs = SelectList.Bind(items, binder);
        string having = Condition(" WHERE ", select.Having, "HAVING", afterColumns);
        string qualify = Condition(" QUALIFY ", select.Qualify, "QUALIFY", afterColumns);
        string orderBy = OrderBy(order, outputs, binder.WithAliases(aliases, first: true), select.Distinct && select.DistinctOn.Count == 0);
        string distinct = Distinct(select, afterColumns);
        string limits = QueryPlanner.LimitSql(binder, limit, offset);
        readsNothing |= limits == " LIMIT 0";
        if (readsNothing)
        {
            // InfluxDB drops the scan of what can have no rows, and so opens no file.
            context.Scans.RemoveRange(scansBefore, context.Scans.Count - scansBefore);
        }

        // the grouped relation is written last, for binding the rest has collected its aggregates
        string list = string.Join(", ", outputs.Select((output, i) => $"{output.Expression.Sql} AS {Ordinals.Output(i)}"));
        string relation = groups is null ? below : $" FROM ({groups.Sql(below)}) AS {groups.Relation}";
        IEnumerable<ScopeColumn> columns = outputs.Select((output, i) => output.ToColumn(Ordinals.Output(i)));
        // DISTINCT ON takes first values, which have no role
        columns = select.DistinctOn.Count > 0 ? columns.Select(column => column with { Metadata = null }) : columns;
        PlannedQuery planned = new($"SELECT {distinct}{list}{relation}{having}{qualify}{orderBy}{limits}", [.. columns]);
        // a plan that reads nothing keeps the schema of the table // wire reference 2.2
        return readsNothing && groups is null ? planned with { SchemaMetadata = from.SchemaMetadata } : planned;
    }

    /// <summary>FROM and WHERE.</summary>
    private static string Rows(PlannedQuery from, SqlExpression? where, ExpressionBinder conditions, bool wholeSeries)
    {
        if (where is null)
        {
            return from.Sql.Length == 0 ? "" : $" FROM {from.Sql}";
        }

        string condition = conditions.BindCondition(where, "WHERE").Sql;
        string relation = from.Sql.Length == 0 ? "" : $" FROM {ScannedRows.Tell(from, where, conditions)}";
        return $"{relation} WHERE {(wholeSeries ? FailsInTheScan(condition) : condition)}";
    }

    private AggregateStage? Groups(
        SelectBody select, IReadOnlyList<SqlOrder> order, List<ExpressionItem> items, Dictionary<string, SqlExpression> aliases, Scope scope,
        PlannedQuery from, bool wholeSeries)
    {
        IEnumerable<SqlExpression?> above = [.. items.Select(item => item.Expression), select.Having, select.Qualify, .. order.Select(item => item.Expression)];
        bool aggregates = above.OfType<SqlExpression>().Any(expression => expression.All().Any(IsGroupAggregate));
        if (select.GroupBy.Count == 0 && !select.GroupByAll && select.Having is null && !aggregates)
        {
            return null;
        }

        ExpressionBinder rows = context.Rows(scope.Columns, "an aggregate or the GROUP BY clause").WithAliases(aliases, first: false) with
        {
            Grouped = select.GroupBy.Count > 0 || select.GroupByAll,
            Series = SeriesOf(from, wholeSeries),
        };
        List<SqlExpression> keys = select.GroupByAll
            ? [.. items.Select(item => item.Expression).Where(expression => !expression.All().Any(AggregateStage.IsAggregate))]
            : [.. select.GroupBy.Select(group => Key(group, items, aliases, scope))];
        AggregateStage stage = new(rows.Remembering(), keys) { Relation = context.NewName("g") };
        AggregateStage.RefuseFillsBeside(select.Having, items.Select(item => item.Expression));
        return stage;
    }

    /// <summary>A condition on tags and time alone is looked at while the table is read, and its faults say so. The mark stands in a text of SQL.</summary>
    private static string FailsInTheScan(string condition) =>
        condition.Replace(ExecutionErrors.Mark, ExecutionErrors.Mark + "Execution error for ''deduplicate batches'': ", StringComparison.Ordinal);

    private static SeriesOrder? SeriesOf(PlannedQuery from, bool wholeSeries)
    {
        if (from.Table is not { } table)
        {
            return null;
        }

        IEnumerable<string> tags = table.SeriesKey.Select((tag, i) =>
            $"'t{i.ToString(CultureInfo.InvariantCulture)}': coalesce({from.Columns[table.IndexOf(tag)].Sql}, '')");
        string time = $"'time': {from.Columns[table.IndexOf(table.Time.Name)].Sql}";
        return new SeriesOrder($"{{{string.Join(", ", tags.Append(time))}}}", wholeSeries);
    }

    /// <summary>locf() alone makes no grouped query; it is an error that the stage reports.</summary>
    private static bool IsGroupAggregate(SqlExpression expression) =>
        expression is CallExpression { Over: null } call && FunctionTable.Aggregates.Has(call.Name);

    /// <summary>A number means a select item; an alias means its expression, unless a column has the name.</summary>
    private static SqlExpression Key(SqlExpression group, List<ExpressionItem> items, Dictionary<string, SqlExpression> aliases, Scope scope) =>
        Ordinals.Read(group, items.Count, inOrderBy: false) is { } ordinal ? items[ordinal - 1].Expression
        : group is NameExpression { Path: [{ } name] path } && aliases.TryGetValue(name, out SqlExpression? aliased) && scope.Find(path) is null
        ? aliased
        : group;

    private static string Condition(string word, SqlExpression? expression, string clause, ExpressionBinder binder) =>
        expression is null ? "" : word + binder.BindCondition(expression, clause).Sql;

    private static string Distinct(SelectBody select, ExpressionBinder binder) =>
        select.DistinctOn.Count > 0 ? $"DISTINCT ON ({string.Join(", ", select.DistinctOn.Select(expression => binder.Bind(expression).Sql))}) "
        : select.Distinct ? "DISTINCT " : "";

    /// <summary>
    /// A column of a table that ORDER BY asks for joins the select list, where no alias may have its name.
    /// </summary>
    private static void RefuseAmbiguous(SqlOrder item, List<OutputItem> outputs, ExpressionBinder binder)
    {
        foreach (NameExpression name in item.Expression.All().OfType<NameExpression>().Where(name => name.Path.Count > 1))
        {
            if (binder.Bind(name) is { Column: { Qualifier: { } qualifier } column } bound
                && !outputs.Exists(output => output.Expression.Sql == bound.Sql)
                && outputs.Exists(output => output.Qualifier is null && output.Name == column.Name))
            {
                throw SelectList.Ambiguous(qualifier, column.Name);
            }
        }
    }

    private static string OrderBy(IReadOnlyList<SqlOrder> order, List<OutputItem> outputs, ExpressionBinder binder, bool distinct)
    {
        string items = string.Join(", ", order.Select(item => OrderItem(item, outputs, binder, distinct)).OfType<string>());
        return items.Length == 0 ? "" : $" ORDER BY {items}";
    }

    private static string? OrderItem(SqlOrder item, List<OutputItem> outputs, ExpressionBinder binder, bool distinct)
    {
        RefuseAmbiguous(item, outputs, binder);
        if (Ordinals.Read(item.Expression, outputs.Count, inOrderBy: true) is { } ordinal)
        {
            return $"{ordinal}{item.Direction}";
        }

        BoundExpression bound = binder.Bind(item.Expression);
        int found = outputs.FindIndex(output => output.Expression.Sql == bound.Sql);
        Refuse.When(found < 0 && distinct && !bound.IsScalar,
            () => QueryException.Planning($"For SELECT DISTINCT, ORDER BY expressions {bound.Name} must appear in select list"));
        // what is the same for every row orders nothing, and DuckDB would take a number for a position
        return bound.IsScalar ? null : (found < 0 ? bound.Sql : $"{found + 1}") + item.Direction;
    }
}
