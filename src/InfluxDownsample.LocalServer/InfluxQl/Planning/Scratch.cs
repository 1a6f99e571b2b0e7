using DuckDB.NET.Data;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>
/// A private, empty DuckDB for what must be known while planning: time zones and regular expressions.
/// Asking the engine that runs the query leaves no room for a second opinion on either.
/// </summary>
internal static class Scratch
{
    private static readonly Lock s_lock = new();
    private static readonly Lazy<DuckDBConnection> s_connection = new(Open);

    /// <summary>The rows of a statement; values for <c>$1</c>, <c>$2</c>, … follow.</summary>
    /// <exception cref="DuckDBException">The engine refuses the statement or a value.</exception>
    public static List<object?[]> Rows(string sql, params object[] values)
    {
        lock (s_lock)
        {
            using DuckDBCommand command = s_connection.Value.CreateCommand();
#pragma warning disable CA2100 // callers pass constant text
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (object value in values)
            {
                command.Parameters.Add(new DuckDBParameter(value));
            }

            using DuckDBDataReader reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read())
            {
                object?[] row = new object?[reader.FieldCount];
                reader.GetValues(row!);
                rows.Add(row);
            }

            return rows;
        }
    }

    /// <summary>A statement of one value.</summary>
    public static T Value<T>(string sql, params object[] values) => (T)Rows(sql, values)[0][0]!;

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SET enable_external_access = false; SET threads = 1";
        command.ExecuteNonQuery();
        return connection;
    }
}
