using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Resolving;

/// <summary>Puts the values of bound parameters in the place of <c>$name</c>.</summary>
internal sealed class BindParameters(IReadOnlyDictionary<string, object?> values)
{
    /// <exception cref="QueryException">A parameter has no value.</exception>
    public Statement Apply(Statement statement) => statement switch
    {
        SelectStatement select => Apply(select),
        ShowStatement show => show with { Condition = show.Condition is null ? null : Apply(show.Condition) },
        _ => statement,
    };

    private SelectStatement Apply(SelectStatement select) => select with
    {
        Fields = [.. select.Fields.Select(field => field with { Expression = Apply(field.Expression) })],
        Sources = [.. select.Sources.Select(source => source is SubquerySource subquery ? new SubquerySource(Apply(subquery.Statement)) : source)],
        Condition = select.Condition is null ? null : Apply(select.Condition),
        GroupBy = select.GroupBy is { Time: { } time } groupBy
            ? groupBy with { Time = new TimeDimension(Apply(time.Interval), time.Offset is null ? null : Apply(time.Offset)) }
            : select.GroupBy,
    };

    private Expression Apply(Expression expression) => expression.Rewrite(node => node is BindParameter parameter ? Value(parameter.Name) : node);

    private Literal Value(string name)
    {
        if (!values.TryGetValue(name, out object? value))
        {
            // wire reference 8.1
            throw QueryException.Planning($"Bind parameter '${name}' was referenced in the InfluxQL statement but its value is undefined");
        }

        return value switch
        {
            null => new NullLiteral(),
            bool boolean => new BooleanLiteral(boolean),
            long integer => new IntegerLiteral(integer),
            ulong unsigned => unsigned <= long.MaxValue ? new IntegerLiteral((long)unsigned) : new UnsignedLiteral(unsigned),
            double number => new FloatLiteral(number),
            string text => new StringLiteral(text),
            _ => throw QueryException.Planning($"Bind parameter '${name}' has an unsupported type"),
        };
    }
}
