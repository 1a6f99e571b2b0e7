namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>A DuckDB query with a BIGINT column <c>time</c> and columns known by their InfluxDB names.</summary>
/// <remarks><c>Columns</c>: The SQL of each value is the name of a column of the query.</remarks>
internal sealed record Relation(string Sql, IReadOnlyList<RelationColumn> Columns)
{
    public SqlValue? Find(string name)
    {
        foreach (RelationColumn column in Columns)
        {
            if (column.Name == name)
            {
                return column.Value;
            }
        }

        return null;
    }
}

internal sealed record RelationColumn(string Name, SqlValue Value);
