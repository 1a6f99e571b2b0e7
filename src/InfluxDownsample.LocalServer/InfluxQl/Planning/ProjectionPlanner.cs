namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Computes the select list over the rows of a SELECT, each kind of projection in its own way.</summary>
internal sealed class ProjectionPlanner(SelectScope scope)
{
    private readonly ResolvedField[] _fields = [.. scope.Select.Columns];

    /// <exception cref="QueryException">A function does not take what it is given.</exception>
    public Relation Plan()
    {
        Call[] calls = [.. _fields.SelectMany(field => field.Expression.Calls)];
        foreach (Call call in calls)
        {
            Refuse.When(call.Family == FunctionFamily.Sample, () => QueryException.NotImplemented("sample selector function"));
            Refuse.When(call.Family == FunctionFamily.Foreseen, () => QueryException.Planning($"Invalid function '{call.Function}'"));
        }

        return scope.Select.Kind switch
        {
            ProjectionKind.Raw => Project(scope.Input.Sql, scope.Input.Time, InputValue, keepsRows: true),
            ProjectionKind.Distinct => PlanDistinct(),
            ProjectionKind.TopBottom => PlanRankedRows(),
            ProjectionKind.Selector when !calls[0].ChoosesRow => PlanRankedRows(),
            ProjectionKind.Window => PlanWindow(),
            _ => PlanAggregate(),
        };
    }

    private Relation PlanDistinct()
    {
        Relation values = Project(scope.Rows, scope.Buckets is null ? DefaultTime() : new SqlValue("bucket", OutputType.Timestamp), InputValue);

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
        string rows = FillStage.Rows(scope, stage);
        SqlValue time = DefaultTime();
        if (scope.Buckets is not null)
        {
            time = new SqlValue("time", OutputType.Timestamp);
            rows = stage.HasIntegralsOnly ? WhereAny(rows, stage.Columns.Select(column => column.Value.Sql)) : rows;
        }
        else if (scope.Select.Kind == ProjectionKind.Selector)
        {
            // a group in which no row has the field chooses none
            time = new SqlValue("chosen_time", OutputType.Timestamp);
            rows = WhereAny(rows, [time.Sql]);
        }

        var windows = new WindowStage(scope, rows, stage.Keys.PartitionByTags, scope.TimeOrder, stage.Find);
        string projected = scope.Select.Kind switch
        {
            ProjectionKind.WindowAggregate => windows.SqlWithValues,
            ProjectionKind.WindowAggregateMixed => InRequestedRange(windows.Sql),
            _ => windows.Sql,
        };
        var values = new ExpressionSql(windows.Find);
        return Project(projected, time, field => stage.RowFields.GetValueOrDefault(field.Name) ?? values.Value(field.Expression));
    }

    /// <summary>The rows in which any of the columns has a value.</summary>
    public static string WhereAny(string rows, IEnumerable<string> columns) =>
        $"SELECT * FROM ({rows}) WHERE {string.Join(" OR ", columns.Select(column => $"{column} IS NOT NULL"))}";

    /// <summary>Drops the window that was read only for the functions of successive windows.</summary>
    private string InRequestedRange(string rows)
    {
        // whole windows, as they would lie without a time zone
        TimeBuckets buckets = new(scope.Select.Interval!, zone: null, scope.Select.Range);
        TimeBounds range = new(
            scope.Select.Range.Lower is { } lower ? buckets.Start(lower) : null,
            scope.Select.Range.Upper is { } upper ? (long)Int128.Min((Int128)buckets.Start(upper) + buckets.Duration - 1, long.MaxValue) : null);
        return range.IsUnbounded ? rows : $"SELECT * FROM ({rows}) WHERE {string.Join(" AND ", MeasurementPlanner.BoundsOn("time", range))}";
    }

    private SqlValue InputValue(ResolvedField field) => new ExpressionSql(node => node switch
    {
        Reference reference => scope.InputColumn(reference, field),
        Call { Function: "distinct" } call => scope.InputColumn((Reference)call.Arguments[0], field),
        _ => null,
    }).Value(field.Expression);

    /// <summary>Without windows, aggregates stand at the lower bound, or at the epoch. // wire reference 2.4</summary>
    private SqlValue DefaultTime() => new(Literals.Sql(scope.Select.Range.Lower ?? 0), OutputType.Timestamp) { IsNotNull = true };

    private Relation Project(string rows, SqlValue time, Func<ResolvedField, SqlValue> valueOf, bool keepsRows = false)
    {
        SqlValue[] values = [.. _fields.Select(valueOf)];
        IReadOnlyList<string> ties = keepsRows ? scope.Input.TieBreak : [];
        IEnumerable<string> selected = [$"{time.Sql} AS time", .. values.Select((value, i) => $"{value.As(value.Type)} AS f{i}"), .. ties];
        return new Relation($"SELECT {string.Join(", ", selected)} FROM ({rows})")
        {
            Columns = [.. _fields.Select((field, i) => new RelationColumn(field.Name, values[i] with { Sql = $"f{i}" }))],
            SchemaMetadata = scope.Input.SchemaMetadata,
            Time = time with { Sql = "time" },
            TieBreak = ties,
        };
    }
}
