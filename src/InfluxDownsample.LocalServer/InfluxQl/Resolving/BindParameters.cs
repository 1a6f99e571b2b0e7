using System.Diagnostics.CodeAnalysis;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Puts the values of bound parameters in the place of <c>$name</c>; each must be used, and none is null. // wire reference 1.2</summary>
internal sealed class BindParameters(IReadOnlyDictionary<string, object?> values)
{
    private readonly HashSet<string> _used = [];

    /// <summary>A parameter the statement names has no value.</summary>
    public static QueryException Undefined(BindParameter parameter) =>
        QueryException.Planning($"Bind parameter '{parameter}' was referenced in the InfluxQL statement but its value is undefined.");

    /// <exception cref="QueryException">A parameter has no value, or a value no place.</exception>
    public Statement Apply(Statement statement)
    {
        // without values, what is left in the statement is found where it stands
        Statement bound = values.Count == 0 ? statement : Replace(statement);
        return values.Keys.FirstOrDefault(name => !_used.Contains(name)) is { } unused
            ? throw QueryException.Planning($"Bind parameter '${unused}' was provided but not found in the InfluxQL statement")
            : bound;
    }

    private Statement Replace(Statement statement) => statement switch
    {
        SelectStatement select => Replace(select),
        ExplainStatement explain => new ExplainStatement(Replace(explain.Explained)),
        _ => statement with { Condition = Replace(statement.Condition) },
    };

    private SelectStatement Replace(SelectStatement select) => select with
    {
        Fields = [.. select.Fields.Select(field => field with { Expression = Replace(field.Expression) })],
        Sources = [.. select.Sources.Select(source => source is SubquerySource subquery ? new SubquerySource(Replace(subquery.Statement)) : source)],
        Condition = Replace(select.Condition),
        GroupBy = select.GroupBy is { Time: { } time } groupBy
            ? groupBy with { Time = new TimeDimension(Replace(time.Interval), Replace(time.Offset)) }
            : select.GroupBy,
    };

    [return: NotNullIfNotNull(nameof(expression))]
    private Expression? Replace(Expression? expression) => expression?.Rewrite(node => node is BindParameter parameter ? Value(parameter) : node);

    private Literal Value(BindParameter parameter)
    {
        _used.Add(parameter.Name);
        return !values.TryGetValue(parameter.Name, out object? value) ? throw Undefined(parameter) : value switch
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
