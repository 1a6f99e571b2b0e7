namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Tells a table with several versions of a point which of its rows the query sorts: those that the conditions on tags and time let through. // wire reference
/// 5.8
/// </summary>
internal static class ScannedRows
{
    /// <summary>Are all columns in a condition on the rows of a stored table tags or its time?</summary>
    public static bool AreOfKey(PlannedFrom from, SqlExpression condition, Scope scope) =>
        SqlExpressionParts.All(condition).OfType<NameExpression>().All(name =>
            from.Columns.Index().FirstOrDefault(own => own.Item.Sql == scope.Find(name.Parts)?.Sql) is { Item: not null, Index: var place }
                && from.Table!.Columns[place].Kind is ColumnKind.Tag or ColumnKind.Time);

    public static string Tell(PlannedFrom from, SqlExpression? where, Scope scope, PlanningContext context, CommonTables tables)
    {
        if (from.Table is null || where is null || !from.Sql.Contains(BufferedVersions.ScanMark, StringComparison.Ordinal))
        {
            return from.Sql;
        }

        ExpressionBinder binder = new(context, scope, new RowStage(RowStage.WhereClause, allowsWindows: false), tables);
        IEnumerable<SqlExpression> onKey = TimeConditions.Conjunction(where).Where(condition => AreOfKey(from, condition, scope));
        string[] conditions = [.. onKey.Select(condition => binder.BindCondition(condition, "WHERE").Sql)];
        string relation = from.Columns[0].Sql[..(from.Columns[0].Sql.IndexOf('.', StringComparison.Ordinal) + 1)];
        return conditions.Length == 0
            ? from.Sql
            : from.Sql.Replace(BufferedVersions.ScanMark, string.Join(" AND ", conditions).Replace(relation, "counted.", StringComparison.Ordinal),
                StringComparison.Ordinal);
    }
}
