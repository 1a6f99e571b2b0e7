namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Tells a table with several versions of a point which of its rows the query sorts: those that the conditions on tags and time let through. // wire reference
/// 5.8
/// </summary>
internal static class ScannedRows
{
    /// <summary>Are all columns in a condition on the rows of a stored table tags or its time?</summary>
    public static bool AreOfKey(PlannedQuery from, SqlExpression condition, Scope scope) =>
        condition.All().OfType<NameExpression>().All(name =>
            from.Columns.Index().FirstOrDefault(own => own.Item.Sql == scope.Find(name.Path)?.Sql) is { Item: not null, Index: var place }
                && from.Table!.Columns[place].Kind is ColumnKind.Tag or ColumnKind.Time);

    public static string Tell(PlannedQuery from, SqlExpression where, ExpressionBinder binder)
    {
        if (from.Table is null || !from.Sql.Contains(BufferedVersions.ScanMark, StringComparison.Ordinal))
        {
            return from.Sql;
        }

        IEnumerable<SqlExpression> onKey = TimeConditions.Conjunction(where).Where(condition => AreOfKey(from, condition, binder.Scope));
        string[] conditions = [.. onKey.Select(condition => binder.BindCondition(condition, "WHERE").Sql)];
        string relation = from.Columns[0].Sql[..(from.Columns[0].Sql.IndexOf('.', StringComparison.Ordinal) + 1)];
        return conditions.Length == 0
            ? from.Sql
            : from.Sql.Replace(BufferedVersions.ScanMark, string.Join(" AND ", conditions).Replace(relation, "counted.", StringComparison.Ordinal),
                StringComparison.Ordinal);
    }
}
