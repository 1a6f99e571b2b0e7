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

        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", plan.Constants.Select(constant => $"({constant.Sql}) IS NULL"))}";
        OutputColumn[] columns = [.. plan.Columns];
        try
        {
            using DuckDBDataReader reader = command.ExecuteReader();
            reader.Read();
            for (int i = 0; i < plan.Constants.Count; i++)
            {
                columns[plan.Constants[i].Column] = columns[plan.Constants[i].Column] with { Nullable = reader.GetBoolean(i) };
            }
        }
        catch (DuckDBException)
        {
            // one that fails stays as it is, and fails when the rows are computed
            return plan;
        }

        return plan with { Columns = columns };
    }
}
