namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// Columns that hold one constant in all rows. The real server computes them while planning, so that their schema says whether that value is null.
/// </summary>
internal static class ConstantColumns
{
    /// <summary>The plan with the nullability of its constants known.</summary>
    /// <exception cref="QueryException">One of them can't be computed, such as <c>1/0</c>.</exception>
    public static QueryPlan Settle(QueryPlan plan, DuckDBConnection connection)
    {
        if (plan.Constants.Count == 0)
        {
            return plan;
        }

        OutputColumn[] columns = [.. plan.Columns];
        try
        {
            string list = string.Join(", ", plan.Constants.Select(constant => $"({constant.Sql}) IS NULL"));
            bool[] isNull = connection.Rows($"SELECT {list}", row => plan.Constants.Select((_, i) => row.GetBoolean(i)).ToArray())[0];
            foreach ((int column, bool nullable) in plan.Constants.Zip(isNull, (constant, nullable) => (constant.Column, nullable)))
            {
                columns[column] = columns[column] with { Nullable = nullable };
            }
        }
        catch (DuckDBException fault)
        {
            // DuckDB's transaction has ended with it, so it can't wait for the rows
            throw ExecutionErrors.Translate(fault);
        }

        return plan with { Columns = columns };
    }
}
