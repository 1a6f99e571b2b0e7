namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Plans one SELECT. With groups the text has two levels: the grouped relation below, everything that is computed from its columns above;
/// gap filling stands between them.
/// </summary>
internal sealed class SelectPlanner(PlanningContext context, Scope? outer, CommonTables tables)
{
    public PlannedQuery Plan(SelectBody select, IReadOnlyList<SqlOrder> order, SqlExpression? limit, SqlExpression? offset)
    {
        int scansBefore = context.Scans.Count;
        PlannedFrom from = new FromPlanner(context, outer, tables).Plan(select.From);
        Scope scope = new(from.Columns, outer);
        string where = "";
        bool readsNothing = false;
        bool wholeSeries = from.Table is not null && (select.Where is null || ScannedRows.AreOfKey(from, select.Where, scope));
        if (select.Where is not null)
        {
            ExpressionBinder conditions = new ExpressionBinder(context, scope, new RowStage(RowStage.WhereClause, allowsWindows: false), tables).Remembering();
            BoundExpression condition = conditions.BindCondition(select.Where, "WHERE");
            where = $" WHERE {(wholeSeries ? FailsInTheScan(condition.Sql) : condition.Sql)}";
            readsNothing = condition.Value is false;
            scope = TimeConditions.Apply(select.Where, conditions, scope);
        }

        string below = (from.Sql.Length == 0 ? "" : $" FROM {ScannedRows.Tell(from, select.Where, scope, context, tables)}") + where;
        List<SelectColumn> items = SelectList.Expand(select.Items, scope);
        Dictionary<string, SqlExpression> aliases = SelectList.Aliases(items);
        AggregateStage? groups = Groups(select, order, items, aliases, scope, () => SeriesOf(from, wholeSeries));
        IBindingStage stage = groups is null ? new RowStage("a SELECT without GROUP BY", allowsWindows: true) : groups;
        ExpressionBinder binder = new(context, scope, stage, tables) { Windows = select.Windows };

        if (groups is not null)
        {
            AggregateStage.RefuseFillsBeside(select.Having, items.Select(item => item.Expression));
        }
        List<OutputItem> outputs = [];
        foreach (SelectColumn item in items)
        {
            groups?.Item = item;
            outputs.Add(SelectList.Bind(item, binder));
        }

        SelectList.RequireUniqueNames(outputs);
        string having = Condition(select.Having, "HAVING", binder.WithAliases(aliases, first: false));
        string qualify = Condition(select.Qualify, "QUALIFY", binder.WithAliases(aliases, first: false));
        string orderBy = OrderBy(order, outputs, binder.WithAliases(aliases, first: true), select.Distinct && select.DistinctOn.Count == 0);
        string distinct = Distinct(select, binder.WithAliases(aliases, first: false));
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
        string conditionSql = having.Length == 0 ? "" : $" WHERE {having}";
        string qualifySql = qualify.Length == 0 ? "" : $" QUALIFY {qualify}";
        string sql = $"SELECT {distinct}{list}{relation}{conditionSql}{qualifySql}{orderBy}{limits}";
        // DISTINCT ON takes first values, which have no role
        IEnumerable<ScopeColumn> columns = outputs.Select((output, i) => output.ToColumn(Ordinals.Output(i)));
        columns = select.DistinctOn.Count > 0 ? columns.Select(column => column with { Metadata = null }) : columns;
        return new PlannedQuery(sql, [.. columns])
        {
            // a plan that reads nothing keeps the schema of the table // wire reference 2.2
            SchemaMetadata = readsNothing && groups is null ? from.SchemaMetadata : new Dictionary<string, string>(),
        };
    }

    private AggregateStage? Groups(
        SelectBody select, IReadOnlyList<SqlOrder> order, List<SelectColumn> items, Dictionary<string, SqlExpression> aliases, Scope scope,
        Func<SeriesOrder?> series)
    {
        IEnumerable<SqlExpression?> above = [.. items.Select(item => item.Expression), select.Having, select.Qualify, .. order.Select(item => item.Expression)];
        bool aggregates = above.OfType<SqlExpression>().Any(expression => SqlExpressionParts.Any(expression, IsGroupAggregate));
        if (select.GroupBy.Count == 0 && !select.GroupByAll && select.Having is null && !aggregates)
        {
            return null;
        }

        ExpressionBinder rows = new ExpressionBinder(context, scope, new RowStage("an aggregate or the GROUP BY clause", allowsWindows: false), tables)
            { Grouped = select.GroupBy.Count > 0 || select.GroupByAll, Series = series() }
            .WithAliases(aliases, first: false).Remembering();
        List<SqlExpression> keys = select.GroupByAll
            ? [.. items.Select(item => item.Expression).Where(expression => !SqlExpressionParts.Any(expression, AggregateStage.IsAggregate))]
            : [.. select.GroupBy.Select(group => Key(group, items, aliases, scope))];
        return new AggregateStage(rows, keys) { Relation = context.NewName("g") };
    }

    /// <summary>A condition on tags and time alone is looked at while the table is read, and its faults say so. The mark stands in a text of SQL.</summary>
    private static string FailsInTheScan(string condition) =>
        condition.Replace(ExecutionErrors.Mark, ExecutionErrors.Mark + "Execution error for ''deduplicate batches'': ", StringComparison.Ordinal);

    private static SeriesOrder? SeriesOf(PlannedFrom from, bool wholeSeries)
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
        expression is CallExpression { Over: null } call && AggregateFunctions.Exists(call.Name);

    /// <summary>A number means a select item; an alias means its expression, unless a column has the name.</summary>
    private static SqlExpression Key(SqlExpression group, List<SelectColumn> items, Dictionary<string, SqlExpression> aliases, Scope scope) =>
        group is NumberLiteral number && Ordinals.Read(number, items.Count) is { } ordinal ? items[ordinal - 1].Expression
        : group is NameExpression { Parts: [{ } name] parts } && aliases.TryGetValue(name, out SqlExpression? aliased) && scope.Find(parts) is null
        ? aliased
        : group;

    private static string Condition(SqlExpression? expression, string clause, ExpressionBinder binder) =>
        expression is null ? "" : binder.BindCondition(expression, clause).Sql;

    private static string Distinct(SelectBody select, ExpressionBinder binder) =>
        select.DistinctOn.Count > 0 ? $"DISTINCT ON ({string.Join(", ", select.DistinctOn.Select(expression => binder.Bind(expression).Sql))}) "
        : select.Distinct ? "DISTINCT " : "";

    /// <summary>
    /// A column of a table that ORDER BY asks for joins the select list, where no alias may have its name.
    /// </summary>
    private static void RefuseAmbiguous(SqlOrder item, List<OutputItem> outputs, ExpressionBinder binder)
    {
        foreach (NameExpression name in SqlExpressionParts.All(item.Expression).OfType<NameExpression>().Where(name => name.Parts.Count > 1))
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
        List<string> items = [];
        foreach (SqlOrder item in order)
        {
            RefuseAmbiguous(item, outputs, binder);
            BoundOrder direction = new(Constants.Null(), item.Descending, item.NullsFirst);
            int? ordinal = item.Expression is NumberLiteral number ? Ordinals.OfOrder(number, outputs.Count) : null;
            BoundExpression? bound = ordinal is null ? binder.Bind(item.Expression) : null;
            if (bound is { IsScalar: true })
            {
                // the same for every row: it orders nothing, and DuckDB would take a number for a position
                continue;
            }

            if (bound is not null && outputs.FindIndex(output => output.Expression.Sql == bound.Sql) is var found and >= 0)
            {
                ordinal = found + 1;
            }

            Refuse.When(ordinal is null && distinct,
                () => QueryException.Planning($"For SELECT DISTINCT, ORDER BY expressions {bound!.Name} must appear in select list"));
            items.Add((ordinal?.ToString(CultureInfo.InvariantCulture) ?? bound!.Sql) + direction.Direction);
        }

        return items.Count == 0 ? "" : $" ORDER BY {string.Join(", ", items)}";
    }
}
