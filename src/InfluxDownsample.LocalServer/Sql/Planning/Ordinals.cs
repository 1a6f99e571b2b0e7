namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Columns by number: <c>GROUP BY 1</c>, <c>ORDER BY 2</c>, and how outputs are named for DuckDB.</summary>
internal static class Ordinals
{
    /// <summary>The 1-based position an integer stands for; null for any other expression.</summary>
    /// <exception cref="QueryException">There is no such column.</exception>
    public static int? Read(SqlExpression expression, int columns) => expression is not LiteralExpression { Value: long position } ? null
        : position >= 1 && position <= columns ? (int)position
        : throw QueryException.Planning($"Cannot find column with position {position} in SELECT clause. Valid columns: 1 to {columns}");

    /// <summary>The same in an ORDER BY, which has other words for a number that is no position.</summary>
    /// <exception cref="QueryException">There is no such column.</exception>
    public static int? OfOrder(SqlExpression expression, int columns) => expression is LiteralExpression { Value: long position } && position > columns
        ? throw QueryException.Planning($"Order by column out of bounds, specified: {position}, max: {columns}")
        : Read(expression, columns);

    /// <summary>DuckDB's name of an output column.</summary>
    public static string Output(int index) => "o" + index.ToString(CultureInfo.InvariantCulture);
}
