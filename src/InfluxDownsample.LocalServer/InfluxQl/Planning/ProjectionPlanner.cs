namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Computes the select list over the rows of a SELECT, each kind of projection in its own way.</summary>
internal sealed class ProjectionPlanner(SelectScope scope)
{
    /// <exception cref="QueryException">A function does not take what it is given.</exception>
    public Relation Plan()
    {
        foreach (Call call in scope.Columns.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Call>())
        {
            Refuse.When(call.Function == "sample", () => QueryException.NotImplemented("sample selector function"));
            Refuse.When(Functions.IsForeseen(call.Function), () => QueryException.Planning($"Invalid function '{call.Function}'"));
        }

        return scope.Select.Kind switch
        {
            ProjectionKind.Raw => PlanRaw(),
            ProjectionKind.Distinct => PlanDistinct(),
            ProjectionKind.TopBottom => PlanRankedRows(),
            ProjectionKind.Selector when !ChoosesRow => PlanRankedRows(),
            ProjectionKind.Window => PlanWindow(),
            _ => PlanAggregate(),
        };
    }

    private Relation PlanRaw() => Project(scope.Input.Sql, scope.Input.Time, field => InputValue(field), keepsRows: true);

    private Relation PlanDistinct()
    {
        SqlValue time = scope.Buckets is null ? DefaultTime() : new SqlValue("bucket", OutputType.Timestamp);
        Relation values = Project(scope.Rows, time, field => InputValue(field));

        // -0.0 and 0.0 are two values
        IEnumerable<string> signs = values.Columns.Where(column => column.Value.Type.IsFloat).Select((column, i) => $"signbit({column.Value.Sql}) AS s{i}");
        string columns = string.Join(", ", ["time", .. values.Columns.Select(column => column.Value.Sql)]);
        return values with { Sql = $"SELECT {columns} FROM (SELECT DISTINCT {string.Join(", ", [columns, .. signs])} FROM ({values.Sql}))" };
    }

    private Relation PlanRankedRows()
    {
        var ranked = new RankedRowsSql(scope);
        return Project(ranked.Rows(), scope.Input.Time, field => InputValue(field with { Expression = ranked.Chosen(field.Expression) }), keepsRows: true);
    }

    private bool ChoosesRow => scope.Columns.Fields.SelectMany(column => column.Expression.Nodes()).OfType<Call>().FirstOrDefault() is { } call
        && Functions.ChoosesRow(call.Function);

    private Relation PlanWindow()
    {
        string tags = Clauses.PartitionBy([.. scope.GroupColumns.Select(column => column.Value.Sql)]);
        var windows = new WindowStage(scope, scope.Input.Sql, tags, scope.RowOrder, node => node is Reference reference ? scope.InputColumn(reference) : null);
        var values = new ExpressionSql(windows.Find);
        return Project(windows.SqlWithValues, scope.Input.Time, field => values.Value(field.Expression), keepsRows: true);
    }

    private Relation PlanAggregate()
    {
        var stage = new GroupedRows(scope);
        string rows = FillStage.Rows(scope, stage, stage.Sql);
        if (stage.HasIntegralsOnly && scope.Buckets is not null)
        {
            rows = $"SELECT * FROM ({rows}) WHERE {string.Join(" OR ", stage.Columns.Select(column => column.Name + " IS NOT NULL"))}";
        }

        SqlValue time = scope.Buckets is not null ? new SqlValue("time", OutputType.Timestamp)
            : scope.Select.Kind == ProjectionKind.Selector ? new SqlValue("chosen_time", OutputType.Timestamp)
            : DefaultTime();
        if (scope.Buckets is null && scope.Select.Kind == ProjectionKind.Selector)
        {
            // a group in which no row has the field chooses none
            rows = $"SELECT * FROM ({rows}) WHERE chosen_time IS NOT NULL";
        }

        var windows = new WindowStage(scope, rows, stage.Keys.PartitionByTags, scope.TimeOrder, node => GroupedValue(stage, node));
        string projected = scope.Select.Kind switch
        {
            ProjectionKind.WindowAggregate => windows.SqlWithValues,
            ProjectionKind.WindowAggregateMixed => InRequestedRange(windows.Sql),
            _ => windows.Sql,
        };
        var values = new ExpressionSql(windows.Find);
        return Project(projected, time, field => stage.RowFields.TryGetValue(field.Name, out SqlValue chosen) ? chosen : values.Value(field.Expression));
    }

    /// <summary>What a name or an aggregate is once rows are grouped.</summary>
    private static SqlValue? GroupedValue(GroupedRows stage, Expression node) => node switch
    {
        Reference { IsTime: true } => new SqlValue("time", OutputType.Timestamp),
        Reference reference => stage.Keys.Tags.FirstOrDefault(tag => tag.Name == reference.Name)?.Value ?? SqlValue.Null,
        Call call => stage.Results.TryGetValue(call.ToString(), out SqlValue result) ? result : null,
        _ => null,
    };

    /// <summary>Drops the window that was read only for the functions of successive windows.</summary>
    private string InRequestedRange(string rows)
    {
        // whole windows, as they would lie without a time zone
        (long duration, long offset) = (scope.Select.Interval!.Duration, scope.Select.Interval.Offset);
        long Start(long instant) => (long)(instant - ((((Int128)instant - offset) % duration + duration) % duration));
        TimeBounds range = new(
            scope.Range.Lower is { } lower ? Start(lower) : null,
            scope.Range.Upper is { } upper ? (long)Int128.Min((Int128)Start(upper) + duration - 1, long.MaxValue) : null);
        return range.IsUnbounded ? rows : $"SELECT * FROM ({rows}) WHERE {string.Join(" AND ", SourcePlanner.BoundsOn("time", range))}";
    }

    private SqlValue InputValue(ResolvedField field) => new ExpressionSql(node => node switch
    {
        Reference reference => scope.InputColumn(reference, field),
        Call { Function: "distinct" } call => scope.InputColumn((Reference)call.Arguments[0], field),
        _ => null,
    }).Value(field.Expression);

    /// <summary>Without windows, aggregates stand at the lower bound, or at the epoch. // wire reference 2.4</summary>
    private SqlValue DefaultTime() => new(Literals.Sql(scope.Range.Lower ?? 0), OutputType.Timestamp) { IsNotNull = true };

    private Relation Project(string rows, SqlValue time, Func<ResolvedField, SqlValue> valueOf, bool keepsRows = false)
    {
        SqlValue[] values = [.. scope.Columns.Fields.Select(valueOf)];
        IEnumerable<string> selected = [$"{time.Sql} AS time", .. values.Select((value, i) => $"{CommonColumn.Convert(value, value.Type)} AS f{i}")];
        RelationColumn[] columns = [.. scope.Columns.Fields.Select((field, i) => new RelationColumn(field.Name, values[i] with { Sql = $"f{i}" }))];
        IReadOnlyList<string> ties = keepsRows ? scope.Input.TieBreak : [];
        return new Relation($"SELECT {string.Join(", ", selected.Concat(ties))} FROM ({rows})", columns)
        {
            SchemaMetadata = scope.Input.SchemaMetadata,
            Time = time with { Sql = "time" },
            TieBreak = ties,
        };
    }
}
