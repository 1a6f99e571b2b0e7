namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Groups the rows of a SELECT by windows and tags, and computes every aggregate and selector of the select list once.</summary>
internal sealed class GroupedRows
{
    private const string ChosenValue = "chosen_value";

    private readonly SelectScope _scope;
    private readonly string _input;
    private readonly Dictionary<string, SqlValue> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqlValue> _rowFields = new(StringComparer.Ordinal);
    private readonly List<AggregateColumn> _columns = [];
    private readonly List<string> _selected = [];
    private readonly List<(string Rows, string Column)> _joined = [];
    private readonly List<string> _conditions = [];

    /// <exception cref="QueryException">A function does not take what it is given.</exception>
    public GroupedRows(SelectScope scope)
    {
        _scope = scope;
        _input = scope.Rows;
        Keys = new GroupKeys(scope);
        (Call Call, ResolvedField Field)[] calls = [.. Calls()];
        bool choosesRow = calls is [var only] && Functions.ChoosesRow(only.Call.Function)
            && (scope.Select.Kind == ProjectionKind.Selector || OtherFields().Any());
        if (!choosesRow && OtherFields().FirstOrDefault() is { } other)
        {
            // a column beside what is computed from a group, such as percentile(f, 50), host with windows
            throw QueryException.Schema($"No field named {EngineNames.Of(other.Expression, scope.Input.Qualifier)}.");
        }

        foreach ((Call call, ResolvedField field) in calls.DistinctBy(pair => pair.Call.ToString()))
        {
            Add(call, field, choosesRow);
        }
    }

    public GroupKeys Keys { get; }

    /// <summary>The aggregates by their text; the SQL of each is a column of the grouped rows, or a literal.</summary>
    public IReadOnlyDictionary<string, SqlValue> Results => _results;

    /// <summary>Fields that come from the row a lone selector chose, by column name.</summary>
    public IReadOnlyDictionary<string, SqlValue> RowFields => _rowFields;

    /// <summary>The columns of the grouped rows that hold values.</summary>
    public IReadOnlyList<AggregateColumn> Columns => _columns;

    /// <summary>Whether every aggregate is an integral; such a query fills nothing.</summary>
    public bool HasIntegralsOnly
        => _columns.Count > 0 && _columns.Count == _joined.Count && _results.Keys.All(key => !key.StartsWith("mode(", StringComparison.Ordinal));

    /// <summary>The grouped rows: the keys, <c>chosen_time</c> with a lone selector, and the results.</summary>
    public string Sql
    {
        get
        {
            string grouped = Keys.Count == 0 ? OneGroup() : Groups();
            if (_joined.Count == 0)
            {
                return grouped;
            }

            string columns = string.Concat(_joined.Select((join, i) => $", j{i}.{join.Column}"));
            string joins = string.Concat(_joined.Select((join, i) => $" LEFT JOIN ({join.Rows}) AS j{i} ON {Keys.Match("base", $"j{i}")}"));
            return $"SELECT base.*{columns} FROM ({grouped}) AS base{joins}";
        }
    }

    private string Groups()
    {
        string grouped = $"SELECT {string.Join(", ", Keys.Selected.Concat(_selected))} FROM ({_input}){Keys.GroupBy}";
        return _conditions.Count == 0 ? grouped : $"SELECT * FROM ({grouped}) QUALIFY {string.Join(" AND ", _conditions)}";
    }

    /// <summary>All rows are one group; without rows there is none, though its values are computed all the same.</summary>
    private string OneGroup() => _conditions.Count == 0
        ? $"SELECT {string.Join(", ", _selected.DefaultIfEmpty("1 AS one"))} FROM ({_input}) HAVING count(*) > 0"
        : $"SELECT * EXCLUDE (group_rows) FROM (SELECT {string.Join(", ", _selected)}, count(*) AS group_rows FROM ({_input})) "
            + $"QUALIFY {string.Join(" AND ", _conditions)} AND group_rows > 0";

    private static bool IsGrouping(Call call) => Functions.IsAggregate(call.Function) || Functions.IsSelector(call.Function);

    private IEnumerable<(Call Call, ResolvedField Field)> Calls() => _scope.Columns.Fields
        .SelectMany(field => field.Expression.Nodes().OfType<Call>().Where(IsGrouping).Select(call => (Call: call, Field: field)));

    /// <summary>Fields that are not computed from the group: beside a lone selector they come from the chosen row.</summary>
    private IEnumerable<ResolvedField> OtherFields() => _scope.Columns.Fields.Where(field =>
        !_scope.Columns.GroupTags.Contains(field.Name) && !field.Expression.Nodes().OfType<Call>().Any(IsGrouping)
        && field.Expression.Nodes().OfType<Reference>().Any());

    private void Add(Call call, ResolvedField field, bool choosesRow)
    {
        var reference = (Reference)(call.Arguments[0] is Call { Function: "distinct" } distinct ? distinct.Arguments[0] : call.Arguments[0]);
        SqlValue argument = _scope.InputColumn(reference, field);
        bool isKnown = _scope.Input.Find(reference.Name) is not null;
        // no function of values takes a tag
        argument = argument.IsTag ? SqlValue.Null : argument;
        if (choosesRow)
        {
            AddRow(call, field, isKnown ? argument : SqlValue.Null);
        }

        if (!isKnown || argument.IsNull)
        {
            // a number of fill() stands for a field this measurement lacks
            _results[call.ToString()] = argument.IsNull ? SqlValue.Null : argument;
            return;
        }

        AggregateSql.CheckType(call.Function, argument);
        string column = choosesRow ? ChosenValue : $"a{_results.Count}";
        OutputType type = argument.Type;
        if (call.Function == "mode")
        {
            _joined.Add((ModeSql.Rows(Keys, _input, argument, column), column));
        }
        else if (call.Function == "integral")
        {
            type = OutputType.Float;
            _joined.Add((IntegralSql.Rows(_scope, Keys, _input, call, argument, column), column));
        }
        else if (!choosesRow)
        {
            SqlValue value = Functions.IsSelector(call.Function) ? SelectorSql.Value(call, argument, _scope.Input.TieBreak) : AggregateSql.Of(call, argument);
            type = value.Type;
            _selected.Add($"{value.Sql} AS {column}");
        }

        bool isCount = call.Function == "count";
        _results[call.ToString()] = new SqlValue(column, type) { IsNotNull = isCount && _scope.Fill != FillMode.Value, IsAggregated = true };
        _columns.Add(new AggregateColumn(column, type, isCount, EngineNames.Of(call, _scope.Input.Qualifier)));
        if (call.Function == "percentile" && type.IsInteger)
        {
            _conditions.Add(RefuseMissing(column, type));
        }
    }

    /// <summary>Where a group has no value of an integer, the engine builds a column of floats and fails on it. // wire reference 3.5</summary>
    private string RefuseMissing(string column, OutputType type)
    {
        string none = "External error: Arrow error: Invalid argument error: column types must match schema types, "
            + $"expected {type} but found Float64 at column index {Keys.Count + _columns.Count - 1}";
        string some = $"External error: Execution error: Inconsistent types in ScalarValue::iter_to_array. Expected {type}, got Float64(NULL)";
        return $"CASE WHEN {column} IS NULL THEN error(CASE WHEN count({column}) OVER () = 0 "
            + $"THEN {Literals.Sql(ExecutionErrors.Mark + none)} ELSE {Literals.Sql(ExecutionErrors.Mark + some)} END) ELSE true END";
    }

    /// <summary>The whole row a lone selector chooses: value, time and the other fields of the select list.</summary>
    private void AddRow(Call call, ResolvedField field, SqlValue argument)
    {
        var expressions = new ExpressionSql(node => node is Reference reference ? _scope.InputColumn(reference, field) : null);
        (string Name, SqlValue Value)[] others = [.. OtherFields().Select(other => (other.Name, expressions.Value(other.Expression)))];
        if (argument.IsNull)
        {
            _selected.Add("CAST(NULL AS BIGINT) AS chosen_time");
            foreach ((string name, _) in others)
            {
                _rowFields[name] = SqlValue.Null;
            }

            return;
        }

        IEnumerable<string> parts =
            [$"v := {argument.Sql}", "t := time", .. others.Select((other, i) => $"o{i} := {CommonColumn.Convert(other.Value, other.Value.Type)}")];
        string row = SelectorSql.Row(call, argument, string.Join(", ", parts), _scope.Input.TieBreak);
        _selected.Add($"struct_extract({row}, 'v') AS {ChosenValue}");
        _selected.Add($"struct_extract({row}, 't') AS chosen_time");
        for (int i = 0; i < others.Length; i++)
        {
            _selected.Add($"struct_extract({row}, 'o{i}') AS o{i}");
            _rowFields[others[i].Name] = new SqlValue($"o{i}", others[i].Value.Type) { IsAggregated = true };
            _columns.Add(new AggregateColumn($"o{i}", others[i].Value.Type, IsCount: false, EngineName: ""));
        }
    }
}
