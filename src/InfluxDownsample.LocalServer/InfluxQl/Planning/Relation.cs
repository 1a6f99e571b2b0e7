namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>A DuckDB query with a BIGINT column <c>time</c> and columns known by their InfluxDB names.</summary>
/// <remarks><paramref name="Columns"/>: The SQL of each value is the name of a column of the query.</remarks>
internal sealed record Relation(string Sql, IReadOnlyList<RelationColumn> Columns)
{
    /// <summary>The column of this name; of several, one that has values.</summary>
    public SqlValue? Find(string name)
    {
        SqlValue? found = null;
        foreach (RelationColumn column in Columns)
        {
            if (column.Name == name && (found is null || found.Value.IsNull))
            {
                found = column.Value;
            }
        }

        return found;
    }
}

internal sealed record RelationColumn(string Name, SqlValue Value);
