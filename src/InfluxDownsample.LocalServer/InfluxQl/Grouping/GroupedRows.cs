namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Groups the rows of a SELECT by windows and tags, and computes every aggregate and selector of the select list once.</summary>
internal sealed class GroupedRows
{
    private readonly SelectScope _scope;
    private readonly Dictionary<string, SqlValue> _results = [];
    private readonly Dictionary<string, SqlValue> _rowFields = [];
    private readonly List<Column> _columns = [];
    private readonly List<string> _selected = [];
    private readonly List<(string Rows, string Column)> _joined = [];
    private readonly List<string> _conditions = [];

    /// <exception cref="QueryException">A function does not take what it is given.</exception>
    public GroupedRows(SelectScope scope)
    {
        _scope = scope;
        Keys = new GroupKeys(scope);
        (Call Call, ResolvedField Field)[] calls =
            [.. scope.Select.Columns.SelectMany(field => field.Expression.Calls.Where(IsGrouping), (field, call) => (call, field))];

        // beside a lone selector other fields come from the chosen row
        ResolvedField[] others = [.. scope.Select.Columns.Where(field =>
            !scope.Select.GroupTags.Contains(field.Name) && !field.Expression.Calls.Any(IsGrouping) && field.Expression.References.Any())];
        bool choosesRow = calls is [var only] && only.Call.ChoosesRow && (scope.Select.Kind == ProjectionKind.Selector || others.Length > 0);
        // a column beside what is computed from a group, such as percentile(f, 50), host with windows
        Refuse.When(!choosesRow && others.Length > 0,
            () => QueryException.Schema($"No field named {ExpressionText.Engine(others[0].Expression, scope.Input.Qualifier)}."));
        foreach ((Call call, ResolvedField field) in calls.DistinctBy(pair => pair.Call.ToString()))
        {
            Add(call, field, choosesRow ? others : null);
        }
    }

    public GroupKeys Keys { get; }

    /// <summary>Fields that come from the row a lone selector chose, by column name.</summary>
    public IReadOnlyDictionary<string, SqlValue> RowFields => _rowFields;

    /// <summary>The columns of the grouped rows that hold values.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Whether every aggregate is an integral; such a query fills nothing.</summary>
    public bool HasIntegralsOnly => _columns.Count > 0 && _columns.All(column => column.Call?.Function == "integral");

    /// <summary>The grouped rows: the keys, <c>chosen_time</c> with a lone selector, and the results.</summary>
    public string Sql
    {
        get
        {
            // without keys all rows are one group; without rows there is none, though its values are computed all the same
            string grouped = $"SELECT {string.Join(", ", [.. Keys.Selected, .. _selected, "count(*) AS group_rows"])} FROM ({_scope.Rows}){Keys.GroupBy}";
            string condition = _conditions.Count == 0 ? "WHERE" : $"QUALIFY {string.Join(" AND ", _conditions)} AND";
            string columns = string.Concat(_joined.Select((join, i) => $", j{i}.{join.Column}"));
            string joins = string.Concat(_joined.Select((join, i) => $" LEFT JOIN ({join.Rows}) AS j{i} ON {Keys.Match("base", $"j{i}")}"));
            return $"SELECT base.*{columns} FROM (SELECT * FROM ({grouped}) {condition} group_rows > 0) AS base{joins}";
        }
    }

    /// <summary>What a name or an aggregate is once rows are grouped: a column of them, or a literal.</summary>
    public SqlValue? Find(Expression expression) => expression switch
    {
        Reference { IsTime: true } => new SqlValue("time", OutputType.Timestamp),
        Reference reference => Keys.Tags.FirstOrDefault(tag => tag.Name == reference.Name)?.Value ?? SqlValue.Null,
        _ => _results.GetValueOrDefault(expression.ToString()),
    };

    private static bool IsGrouping(Call call) => call.Family is FunctionFamily.Aggregate or FunctionFamily.Selector;

    /// <remarks><paramref name="others"/>: the fields to take from the row a selector chooses; null where none does.</remarks>
    private void Add(Call call, ResolvedField field, ResolvedField[]? others)
    {
        var reference = (Reference)(call.Arguments[0] is Call distinct ? distinct.Arguments[0] : call.Arguments[0]);
        SqlValue argument = _scope.InputColumn(reference, field);
        // no function of values takes a tag
        argument = argument.IsTag ? SqlValue.Null : argument;
        bool isKnown = !argument.IsNull && _scope.Input.Find(reference.Name) is not null;
        if (others is not null)
        {
            AddRow(call, field, isKnown ? argument : SqlValue.Null, others);
        }

        if (!isKnown)
        {
            // a number of fill() stands for a field this measurement lacks
            _results[call.ToString()] = argument.IsNull ? SqlValue.Null : argument;
            return;
        }

        AggregateSql.CheckType(call.Function, argument);
        SqlValue result = Computed(call, argument, $"a{_results.Count}");
        result = result with { IsNotNull = call.Function == "count" && _scope.Fill != FillMode.Value, IsAggregated = true };
        _results[call.ToString()] = result;
        _columns.Add(new Column(result, call));
        if (call.Function == "percentile" && result.Type.IsInteger)
        {
            _conditions.Add(RefuseMissing(result));
        }
    }

    /// <summary>Adds the column that a call computes.</summary>
    private SqlValue Computed(Call call, SqlValue argument, string column)
    {
        if (call.Function is "mode" or "integral")
        {
            bool isMode = call.Function == "mode";
            _joined.Add((isMode ? ModeSql.Rows(Keys, _scope.Rows, argument, column) : IntegralSql.Rows(_scope, Keys, call, argument, column), column));
            return new SqlValue(column, isMode ? argument.Type : OutputType.Float);
        }

        SqlValue value = AggregateSql.Of(call, argument, _scope.Input.TieBreak);
        _selected.Add($"{value.Sql} AS {column}");
        return value with { Sql = column };
    }

    /// <summary>Where a group has no value of an integer, the engine builds a column of floats and fails on it. // wire reference 3.5</summary>
    private string RefuseMissing(SqlValue value)
    {
        string none = "External error: Arrow error: Invalid argument error: column types must match schema types, "
            + $"expected {value.Type} but found Float64 at column index {Keys.Selected.Length + _columns.Count - 1}";
        string some = $"External error: Execution error: Inconsistent types in ScalarValue::iter_to_array. Expected {value.Type}, got Float64(NULL)";
        return $"CASE WHEN {value.Sql} IS NOT NULL THEN true WHEN count({value.Sql}) OVER () = 0 THEN {ExecutionErrors.Raise(none)} "
            + $"ELSE {ExecutionErrors.Raise(some)} END";
    }

    /// <summary>Adds what else comes from the row a lone selector chooses: its time and the other fields of the select list.</summary>
    private void AddRow(Call call, ResolvedField field, SqlValue argument, ResolvedField[] others)
    {
        if (argument.IsNull)
        {
            _selected.Add("NULL::BIGINT AS chosen_time");
            others.ToList().ForEach(other => _rowFields[other.Name] = SqlValue.Null);
            return;
        }

        ExpressionSql expressions = ExpressionSql.OfColumns(reference => _scope.InputColumn(reference, field));
        SqlValue[] values = [.. others.Select(other => expressions.Value(other.Expression))];
        string fields = string.Concat(values.Select((value, i) => $", 'o{i}': {value.As(value.Type)}"));
        string row = SelectorSql.Chosen(call.Function, argument, $"{{'t': time{fields}}}", _scope.Input.TieBreak);
        _selected.Add($"struct_extract({row}, 't') AS chosen_time");
        for (int i = 0; i < others.Length; i++)
        {
            SqlValue other = new($"o{i}", values[i].Type) { IsAggregated = true };
            _selected.Add($"struct_extract({row}, 'o{i}') AS o{i}");
            _rowFields[others[i].Name] = other;
            _columns.Add(new Column(other, Call: null));
        }
    }

    /// <summary>A column that holds a value, as opposed to a key.</summary>
    /// <param name="Value">The column; its SQL is its name.</param>
    /// <param name="Call">What it is computed by; null for a field of the row that a selector chose.</param>
    internal sealed record Column(SqlValue Value, Call? Call)
    {
        /// <summary>Whether it counts: nothing to count fills with 0, not null.</summary>
        public bool IsCount => Call?.Function == "count";
    }
}
