namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Statements without ceremony.</summary>
internal static class DuckDb
{
    public static void Execute(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        using DuckDBCommand command = connection.Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    public static object? Scalar(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        using DuckDBCommand command = connection.Command(sql, parameters);
        object? value = command.ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>The rows of a query, each as the function reads it.</summary>
    public static List<T> Rows<T>(this DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> read)
    {
        using DuckDBCommand command = connection.Command(sql);
        using DuckDBDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static DuckDBCommand Command(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (object? parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(parameter ?? DBNull.Value));
        }

        return command;
    }

    /// <summary>Runs the work in one transaction: all of it is durable when this returns, or none of it happened.</summary>
    public static void InTransaction(this DuckDBConnection connection, Action work)
    {
        connection.Execute("BEGIN");
        try
        {
            work();
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.TryRollBack();
            throw;
        }
    }

    public static bool TryRollBack(this DuckDBConnection connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
            return true;
        }
        catch (DuckDBException)
        {
            // A failed commit has ended the transaction already.
            return false;
        }
    }
}
