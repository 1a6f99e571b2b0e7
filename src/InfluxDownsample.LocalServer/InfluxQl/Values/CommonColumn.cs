namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>One column fed by several measurements or subqueries. // wire reference 2.4</summary>
internal static class CommonColumn
{
    /// <summary>The type and role all of them can have; the SQL is left empty. What is no number in one of them is text.</summary>
    public static SqlValue Of(IReadOnlyList<SqlValue?> columns)
    {
        SqlValue[] known = [.. columns.OfType<SqlValue>().Where(column => !column.IsNull)];
        if (known.Length == 0)
        {
            return SqlValue.Null;
        }

        OutputType type = known.Select(column => column.Type).Aggregate(Wider);
        return new SqlValue("", type)
        {
            StoredAs = known.Select(column => column.StoredAs).LastOrDefault(kind => kind is not null),
            IsNotNull = columns.All(column => column is { IsNotNull: true }),
            IsAggregated = known.Any(column => column.IsAggregated),
        };
    }

    /// <summary>The column of a name in several relations.</summary>
    /// <exception cref="QueryException">The name is a tag in one and a field in another.</exception>
    public static SqlValue Of(string name, IEnumerable<Relation> relations)
    {
        SqlValue?[] columns = [.. relations.Select(relation => relation.Find(name))];
        SqlValue[] known = [.. columns.OfType<SqlValue>().Where(column => !column.IsNull)];
        Refuse.When(known.Any(column => column.IsTag) && known.Any(column => !column.IsTag),
            () => QueryException.NotImplemented($"cannot mix tag and field columns with the same name: {name}"));
        return Of(columns);
    }

    /// <summary>A column as that type.</summary>
    public static string Convert(SqlValue column, OutputType type) =>
        column.Type == type && !column.IsNull ? column.Sql : $"CAST({column.Sql} AS {type.Physical})";

    private static OutputType Wider(OutputType left, OutputType right) =>
        left == right ? left
        : !left.IsNumeric || !right.IsNumeric ? OutputType.String
        : left.IsFloat || right.IsFloat ? OutputType.Float
        : OutputType.Integer;
}
