namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// Columns that hold one constant in all rows. The real server computes them while planning, so that their schema says whether that value is null.
/// </summary>
internal static class ConstantColumns
{
    /// <summary>The plan with the nullability of its constants known.</summary>
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
        catch (DuckDBException)
        {
            // one that fails, such as 1/0, stays as it is and fails when the rows are computed, in a transaction of their own: this one has ended with it
            connection.TryRollBack();
            connection.Execute("BEGIN");
            return plan;
        }

        return plan with { Columns = columns };
    }
}
