using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>An aggregate's translation to DuckDB.</summary>
internal delegate BoundExpression AggregateFunction(AggregateCall call);

/// <summary>A call of an aggregate, over groups or over a window, with its parts bound.</summary>
internal sealed record AggregateCall(string Name, IReadOnlyList<BoundExpression> Arguments)
{
    public bool Star { get; init; }

    public bool Distinct { get; init; }

    public IReadOnlyList<BoundOrder> Order { get; init; } = [];

    public BoundExpression? Filter { get; init; }

    public bool IgnoreNulls { get; init; }

    /// <summary><c>OVER (…)</c> in DuckDB's text; null for a group's aggregate.</summary>
    public string? Over { get; init; }

    public required SqlOptions Options { get; init; }

    public BoundExpression this[int index] => Arguments[index];

    /// <summary>The call as result columns print it.</summary>
    public string Text
    {
        get
        {
            string arguments = Star ? "*" : string.Join(",", Arguments.Select(argument => argument.Name));
            string filter = Filter is null ? "" : $" FILTER (WHERE {Filter.Name})";
            string order = Order.Count == 0 ? "" : $" ORDER BY [{string.Join(", ", Order.Select(item => item.Name))}]";
            return $"{Name}({(Distinct ? "DISTINCT " : "")}{arguments}){filter}{order}";
        }
    }

    public void Require(int least, int most)
    {
        if (Star || Arguments.Count < least || Arguments.Count > most)
        {
            throw NoMatch();
        }
    }

    /// <summary>A numeric argument as Float64.</summary>
    public string Float(int index) => this[index].Type.IsNumeric || this[index].IsNull ? Casts.To(this[index], OutputType.Float).Sql : throw NoMatch();

    /// <summary>DuckDB's call with DISTINCT, ORDER BY, FILTER and OVER attached.</summary>
    public string Core(string function, string arguments, bool ordered = false, string? filter = null)
    {
        string order = ordered && Order.Count > 0 ? " ORDER BY " + string.Join(", ", Order.Select(item => item.Sql)) : "";
        string[] filters = [.. new[] { Filter?.Sql, filter }.OfType<string>()];
        string where = filters.Length == 0 ? "" : $" FILTER (WHERE {string.Join(" AND ", filters)})";
        return $"{function}({(Distinct ? "DISTINCT " : "")}{arguments}{order}){where}{(Over is null ? "" : " " + Over)}";
    }

    public BoundExpression Result(string sql, OutputType type, bool nullable = true) => new(sql, type, Text) { Nullable = nullable };

    public QueryException NoMatch()
    {
        string types = string.Join(", ", Arguments.Select(argument => argument.Type));
        return QueryException.Planning(
            $"Failed to coerce arguments to satisfy a call to '{Name}' function: coercion from {types} to the signature failed. "
            + $"No function matches the given name and argument types '{Name}({types})'. You might need to add explicit type casts.");
    }
}
