namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Columns by number: <c>GROUP BY 1</c>, <c>ORDER BY 2</c>, and how outputs are named for DuckDB.</summary>
internal static class Ordinals
{
    /// <summary>The 1-based position an integer stands for; null for any other expression.</summary>
    /// <exception cref="QueryException">There is no such column.</exception>
    public static int? Read(SqlExpression expression, int columns, bool inOrderBy) => expression is not LiteralExpression { Value: long position } ? null
        : position >= 1 && position <= columns ? (int)position
        : throw QueryException.Planning(inOrderBy && position > columns
            ? $"Order by column out of bounds, specified: {position}, max: {columns}"
            : $"Cannot find column with position {position} in SELECT clause. Valid columns: 1 to {columns}");

    /// <summary>DuckDB's name of an output column.</summary>
    public static string Output(int index) => $"o{index}";
}
