namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Puts the values of bound parameters in the place of <c>$name</c>; each must be used, and none is null. // wire reference 1.2</summary>
internal sealed class BindParameters(IReadOnlyDictionary<string, object?> values)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>A parameter the statement names has no value.</summary>
    public static QueryException Undefined(BindParameter parameter) =>
        QueryException.Planning($"Bind parameter '{parameter}' was referenced in the InfluxQL statement but its value is undefined.");

    /// <exception cref="QueryException">A parameter has no value, or a value no place.</exception>
    public Statement Apply(Statement statement)
    {
        if (values.Count == 0)
        {
            // what is left in the statement then is found where it stands
            return statement;
        }

        Statement bound = Replace(statement);
        return values.Keys.FirstOrDefault(name => !_used.Contains(name)) is { } unused
            ? throw QueryException.Planning($"Bind parameter '${unused}' was provided but not found in the InfluxQL statement")
            : bound;
    }

    private Statement Replace(Statement statement) => statement switch
    {
        SelectStatement select => Replace(select),
        ShowStatement show => show with { Condition = show.Condition is null ? null : Replace(show.Condition) },
        ExplainStatement explain => new ExplainStatement(Replace(explain.Explained)),
        _ => statement,
    };

    private SelectStatement Replace(SelectStatement select) => select with
    {
        Fields = [.. select.Fields.Select(field => field with { Expression = Replace(field.Expression) })],
        Sources = [.. select.Sources.Select(source => source is SubquerySource subquery ? new SubquerySource(Replace(subquery.Statement)) : source)],
        Condition = select.Condition is null ? null : Replace(select.Condition),
        GroupBy = select.GroupBy is { Time: { } time } groupBy
            ? groupBy with { Time = new TimeDimension(Replace(time.Interval), time.Offset is null ? null : Replace(time.Offset)) }
            : select.GroupBy,
    };

    private Expression Replace(Expression expression) => expression.Rewrite(node => node is BindParameter parameter ? Value(parameter) : node);

    private Literal Value(BindParameter parameter)
    {
        if (!values.TryGetValue(parameter.Name, out object? value))
        {
            throw Undefined(parameter);
        }

        _used.Add(parameter.Name);
        return value switch
        {
            bool boolean => new BooleanLiteral(boolean),
            long and >= 0 => new UnsignedLiteral((ulong)(long)value),
            long integer => new IntegerLiteral(integer),
            ulong unsigned => new UnsignedLiteral(unsigned),
            double number => new FloatLiteral(number),
            string text => new StringLiteral(text),
            _ => throw QueryException.Planning("Parameter type 'NULL' is not supported by InfluxQL"),
        };
    }
}
