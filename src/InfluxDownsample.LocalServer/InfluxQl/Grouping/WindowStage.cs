namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Functions of successive rows of a series: derivative, difference, moving_average and their like. Rows without a value are passed over.</summary>
internal sealed class WindowStage
{
    private const long Second = 1_000_000_000;

    private readonly SelectScope _scope;
    private readonly string _series;
    private readonly Func<Expression, SqlValue?> _inner;
    private readonly Dictionary<string, SqlValue> _results = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outermost = [];
    private int _columns;

    /// <remarks>
    /// <paramref name="partitionByTags"/>: <c>PARTITION BY …</c> or nothing.
    /// <paramref name="order"/>: How rows follow each other.
    /// <paramref name="inner"/>: What a column or an aggregate is in the rows.
    /// </remarks>
    public WindowStage(SelectScope scope, string rows, string partitionByTags, string order, Func<Expression, SqlValue?> inner)
    {
        _scope = scope;
        _series = $"{partitionByTags}ORDER BY {order}";
        _inner = inner;
        Sql = rows;
        foreach (Call call in scope.Columns.Fields.SelectMany(field => Outermost(field.Expression)))
        {
            SqlValue result = Add(call);
            if (!result.IsNull)
            {
                _outermost.Add(result.Sql);
            }
        }
    }

    /// <summary>The rows with a column for each function.</summary>
    public string Sql { get; private set; }

    /// <summary>The rows for which any of the functions has a value.</summary>
    public string SqlWithValues => _outermost.Count == 0
        ? Sql
        : $"SELECT * FROM ({Sql}) WHERE {string.Join(" OR ", _outermost.Select(column => column + " IS NOT NULL"))}";

    public SqlValue? Find(Expression expression) =>
        expression is Call call && Functions.IsWindow(call.Function) ? _results[call.ToString()] : _inner(expression);

    private static IEnumerable<Call> Outermost(Expression expression) => expression switch
    {
        Call call when Functions.IsWindow(call.Function) => [call],
        Call call => call.Arguments.SelectMany(Outermost),
        BinaryExpression binary => Outermost(binary.Left).Concat(Outermost(binary.Right)),
        NestedExpression nested => Outermost(nested.Inner),
        _ => [],
    };

    private SqlValue Add(Call call)
    {
        string key = call.ToString();
        if (_results.TryGetValue(key, out SqlValue known))
        {
            return known;
        }

        foreach (Call inner in Outermost(call.Arguments[0]))
        {
            Add(inner);
        }

        SqlValue argument = new ExpressionSql(Find).Value(call.Arguments[0]);
        argument = argument.IsTag ? SqlValue.Null : argument;
        if (!argument.IsNull)
        {
            AggregateSql.CheckType(call.Function, argument);
        }

        SqlValue result = argument.IsNull ? SqlValue.Null : Column(call, argument);
        _results[key] = result;
        return result;
    }

    private SqlValue Column(Call call, SqlValue x)
    {
        SqlValue value = call.Function switch
        {
            "difference" => Difference(x),
            "non_negative_difference" => NotNegative(Named(Difference(x))),
            "derivative" => Derivative(call, x),
            "non_negative_derivative" => NotNegative(Named(Derivative(call, x))),
            "cumulative_sum" => CumulativeSum(x),
            "moving_average" => MovingAverage(call, x),
            _ => Elapsed(call),
        };
        return Named(value);
    }

    /// <summary>Adds a column to the rows.</summary>
    private SqlValue Named(SqlValue value)
    {
        string column = $"w{_columns++}";
        Sql = $"SELECT *, {value.Sql} AS {column} FROM ({Sql})";
        return new SqlValue(column, value.Type);
    }

    private string Previous(string value) => $"lag({value} IGNORE NULLS) OVER ({_series})";

    private string PreviousTime(SqlValue x) => Previous($"CASE WHEN {x.Sql} IS NOT NULL THEN time END");

    private SqlValue Difference(SqlValue x) => x.Type.IsFloat
        ? new SqlValue($"{x.Sql} - {Previous(x.Sql)}", x.Type)
        : new SqlValue(Wrapping.Wrap($"{TypedSql.AsHuge(x)} - CAST({Previous(x.Sql)} AS HUGEINT)", x.Type), x.Type);

    private SqlValue Derivative(Call call, SqlValue x)
    {
        string rise = $"({TypedSql.AsDouble(x)} - CAST({Previous(x.Sql)} AS DOUBLE))";
        string run = $"(time - {PreviousTime(x)})";
        long unit = Unit(call, _scope.Buckets?.Duration ?? Second);
        return new SqlValue($"CASE WHEN {run} <> 0 THEN {rise} / ({run} / {Literals.Sql((double)unit)}) END", OutputType.Float);
    }

    private static SqlValue NotNegative(SqlValue x) => x with { Sql = $"CASE WHEN {x.Sql} >= 0 THEN {x.Sql} END" };

    private SqlValue CumulativeSum(SqlValue x)
    {
        string sum = $"sum({(x.Type.IsFloat ? x.Sql : TypedSql.AsHuge(x))}) OVER ({_series} ROWS UNBOUNDED PRECEDING)";
        return new SqlValue($"CASE WHEN {x.Sql} IS NOT NULL THEN {(x.Type.IsFloat ? sum : Wrapping.Wrap(sum, x.Type))} END", x.Type);
    }

    private SqlValue MovingAverage(Call call, SqlValue x)
    {
        long size = ((IntegerLiteral)call.Arguments[1]).Value;
        SqlValue rank = Named(new SqlValue($"count({x.Sql}) OVER ({_series} ROWS UNBOUNDED PRECEDING)", OutputType.Integer));
        // rows without a value share the rank of the row before and add nothing
        string partition = _series[.._series.IndexOf("ORDER BY", StringComparison.Ordinal)];
        string preceding = (size - 1).ToString(CultureInfo.InvariantCulture);
        string sum = $"sum({TypedSql.AsDouble(x)}) OVER ({partition}ORDER BY {rank.Sql} RANGE BETWEEN {preceding} PRECEDING AND CURRENT ROW)";
        return new SqlValue(
            $"CASE WHEN {x.Sql} IS NOT NULL AND {rank.Sql} >= {Literals.Sql(size)} THEN {sum} / {Literals.Sql((double)size)} END",
            OutputType.Float);
    }

    /// <summary>Every row counts, whether it has a value or not, and the first is 0 after nothing. // wire reference 2.4</summary>
    private SqlValue Elapsed(Call call) =>
        new($"COALESCE(time - lag(time) OVER ({_series}), 0) // {Literals.Sql(Unit(call, 1))}", OutputType.Integer);

    private static long Unit(Call call, long otherwise) => call.Arguments.Count > 1 ? ((DurationLiteral)call.Arguments[1]).Nanoseconds : otherwise;
}
