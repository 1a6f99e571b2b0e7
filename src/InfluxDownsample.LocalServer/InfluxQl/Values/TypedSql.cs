namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Conversions between the types.</summary>
internal static class TypedSql
{
    private const string TwoTo64 = "18446744073709551616";

    public static string AsDouble(SqlValue value) => value.Type.IsFloat ? value.Sql : $"CAST({value.Sql} AS DOUBLE)";

    /// <summary>A column as the type its name was resolved to: numbers convert into each other, all else becomes null.</summary>
    public static SqlValue Cast(SqlValue column, ColumnKind? wanted)
    {
        OutputType? target = wanted is { } kind && kind.IsField() ? OutputType.Of(kind) : null;
        // DuckDB rounds when a float becomes an integer; InfluxDB cuts
        string number = column.Type.IsFloat ? $"trunc({column.Sql})" : column.Sql;
        return target is null || column.IsNull || (column.Type == target && !column.IsTag) ? column
            : !column.Type.IsNumeric || !target.IsNumeric ? SqlValue.Null
            : column with { Sql = $"TRY_CAST({number} AS {target.Physical})", Type = target };
    }

    /// <summary>A signed integer that meets an unsigned one; the server's own cast is one short for those below 0.</summary>
    public static SqlValue BesideUnsigned(SqlValue value, SqlValue other) => value.Type.IsSignedInteger && other.Type.IsUnsignedInteger
        ? value with
        {
            Sql = $"CAST(CASE WHEN {value.Sql} < 0 THEN {TwoTo64} - 1 + {AsHuge(value)} ELSE {AsHuge(value)} END AS UBIGINT)",
            Type = OutputType.Unsigned,
        }
        : value;

    public static string AsHuge(SqlValue value) => $"CAST({value.Sql} AS HUGEINT)";
}
