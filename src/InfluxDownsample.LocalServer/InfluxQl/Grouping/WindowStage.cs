namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Functions of successive rows of a series: derivative, difference, moving_average and their like. Rows without a value are passed over.</summary>
internal sealed class WindowStage
{
    private const long Second = 1_000_000_000;

    private readonly SelectScope _scope;
    private readonly string _partition;
    private readonly string _series;
    private readonly Func<Expression, SqlValue?> _inner;
    private readonly Dictionary<string, SqlValue> _results = [];
    private readonly string[] _outermost;
    private int _columns;

    /// <param name="scope">The SELECT.</param>
    /// <param name="rows">The rows the functions are computed over.</param>
    /// <param name="partition"><c>PARTITION BY …</c> or nothing.</param>
    /// <param name="order">How rows follow each other.</param>
    /// <param name="inner">What a column or an aggregate is in the rows.</param>
    public WindowStage(SelectScope scope, string rows, string partition, string order, Func<Expression, SqlValue?> inner)
    {
        _scope = scope;
        _partition = partition;
        _series = $"{partition}ORDER BY {order}";
        _inner = inner;
        Sql = rows;
        _outermost = [.. scope.Select.Columns.SelectMany(field => Outermost(field.Expression)).Select(Add)
            .Where(result => !result.IsNull).Select(result => result.Sql).Distinct()];
    }

    /// <summary>The rows with a column for each function.</summary>
    public string Sql { get; private set; }

    /// <summary>The rows for which any of the functions has a value.</summary>
    public string SqlWithValues => _outermost.Length == 0 ? Sql : ProjectionPlanner.WhereAny(Sql, _outermost);

    public SqlValue? Find(Expression expression) =>
        expression is Call { Family: FunctionFamily.Window } ? _results[expression.ToString()] : _inner(expression);

    private static IEnumerable<Call> Outermost(Expression expression) =>
        expression is Call { Family: FunctionFamily.Window } call ? [call] : expression.Parts.SelectMany(Outermost);

    private SqlValue Add(Call call)
    {
        string key = call.ToString();
        if (_results.TryGetValue(key, out SqlValue? known))
        {
            return known;
        }

        foreach (Call inner in Outermost(call.Arguments[0]))
        {
            Add(inner);
        }

        SqlValue argument = new ExpressionSql(Find).Value(call.Arguments[0]);
        return _results[key] = argument.IsNull || argument.IsTag ? SqlValue.Null : Column(call, argument);
    }

    private SqlValue Column(Call call, SqlValue x)
    {
        AggregateSql.CheckType(call.Function, x);
        return call.Function switch
        {
            "difference" => Difference(x),
            "non_negative_difference" => NotNegative(Difference(x)),
            "derivative" => Derivative(call, x),
            "non_negative_derivative" => NotNegative(Derivative(call, x)),
            "cumulative_sum" => CumulativeSum(x),
            "moving_average" => MovingAverage(((IntegerLiteral)call.Arguments[1]).Value, x),
            // every row counts, whether it has a value or not, and the first is 0 after nothing // wire reference 2.4
            _ => Named($"COALESCE(time - lag(time) OVER ({_series}), 0) // {Literals.Sql(call.Unit(1))}", OutputType.Integer),
        };
    }

    /// <summary>Adds a column to the rows.</summary>
    private SqlValue Named(string sql, OutputType type)
    {
        string column = $"w{_columns++}";
        Sql = $"SELECT *, {sql} AS {column} FROM ({Sql})";
        return new SqlValue(column, type);
    }

    private string Previous(string value) => $"lag({value} IGNORE NULLS) OVER ({_series})";

    private SqlValue Difference(SqlValue x) => Named(
        x.Type.IsFloat ? $"{x.Sql} - {Previous(x.Sql)}" : Wrapping.Wrap($"{x.AsHuge} - CAST({Previous(x.Sql)} AS HUGEINT)", x.Type), x.Type);

    private SqlValue Derivative(Call call, SqlValue x)
    {
        string rise = $"({x.AsDouble} - CAST({Previous(x.Sql)} AS DOUBLE))";
        string run = $"(time - {Previous($"CASE WHEN {x.Sql} IS NOT NULL THEN time END")})";
        double unit = call.Unit(_scope.Buckets?.Duration ?? Second);
        return Named($"CASE WHEN {run} <> 0 THEN {rise} / ({run} / {Literals.Sql(unit)}) END", OutputType.Float);
    }

    private SqlValue NotNegative(SqlValue x) => Named($"CASE WHEN {x.Sql} >= 0 THEN {x.Sql} END", x.Type);

    private SqlValue CumulativeSum(SqlValue x)
    {
        string sum = $"sum({(x.Type.IsFloat ? x.Sql : x.AsHuge)}) OVER ({_series} ROWS UNBOUNDED PRECEDING)";
        return Named($"CASE WHEN {x.Sql} IS NOT NULL THEN {(x.Type.IsFloat ? sum : Wrapping.Wrap(sum, x.Type))} END", x.Type);
    }

    private SqlValue MovingAverage(long size, SqlValue x)
    {
        // rows without a value share the rank of the row before and add nothing
        string rank = Named($"count({x.Sql}) OVER ({_series} ROWS UNBOUNDED PRECEDING)", OutputType.Integer).Sql;
        string sum = $"sum({x.AsDouble}) OVER ({_partition}ORDER BY {rank} RANGE BETWEEN {size - 1} PRECEDING AND CURRENT ROW)";
        return Named($"CASE WHEN {x.Sql} IS NOT NULL AND {rank} >= {Literals.Sql(size)} THEN {sum} / {Literals.Sql((double)size)} END", OutputType.Float);
    }
}
