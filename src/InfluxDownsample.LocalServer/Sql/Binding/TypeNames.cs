using System.Globalization;
using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Syntax;

namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>SQL's type names, Arrow's type names, and DuckDB's.</summary>
internal static class TypeNames
{
    /// <exception cref="QueryException">A type the server does not have.</exception>
    public static OutputType FromSql(SqlTypeName name)
    {
        OutputType type = name.Name switch
        {
            "boolean" or "bool" => OutputType.Boolean,
            "tinyint" or "int1" => OutputType.Int8,
            "smallint" or "int2" => OutputType.Int16,
            "int" or "integer" or "int4" => OutputType.Int32,
            "bigint" or "int8" or "int64" => OutputType.Integer,
            "tinyint unsigned" => OutputType.UInt8,
            "smallint unsigned" => OutputType.UInt16,
            "int unsigned" or "integer unsigned" => OutputType.UInt32,
            "bigint unsigned" or "uint64" => OutputType.Unsigned,
            "real" or "float4" or "float" => OutputType.Float32,
            "double" or "double precision" or "float8" or "float64" => OutputType.Float,
            "varchar" or "char" or "text" or "string" or "character" => OutputType.String,
            "timestamp" or "datetime" => OutputType.TimestampOf(UnitOf(name), zone: null),
            "timestamp with time zone" or "timestamptz" => OutputType.TimestampOf(UnitOf(name), "+00:00"),
            "date" => OutputType.Date,
            "time" => OutputType.Time,
            "interval" => OutputType.Interval,
            "decimal" or "dec" or "numeric" => DecimalOf(name),
            _ => throw QueryException.NotImplemented($"Unsupported SQL type {(name.Arguments.Count == 0 ? name.Name : name.ToString())}"),
        };
        return name.Array ? OutputType.ListOf(type) : type;
    }

    /// <summary>The type arrow_cast() names, such as <c>Timestamp(Nanosecond, Some("UTC"))</c>.</summary>
    public static OutputType FromArrow(string name)
    {
        string compact = string.Concat(name.Where(c => !char.IsWhiteSpace(c)));
        if (compact.StartsWith("Timestamp(", StringComparison.Ordinal) && compact.EndsWith(')'))
        {
            return ArrowTimestamp(compact["Timestamp(".Length..^1], name);
        }

        if (compact.StartsWith("Dictionary(Int32,", StringComparison.Ordinal) && compact.EndsWith(')'))
        {
            // dictionaries are hydrated before they are sent // wire reference 2.1
            return FromArrow(compact["Dictionary(Int32,".Length..^1]);
        }

        if (compact.StartsWith("Decimal128(", StringComparison.Ordinal) && compact.EndsWith(')'))
        {
            return DecimalOf(new SqlTypeName("decimal", compact["Decimal128(".Length..^1].Split(',')));
        }

        return compact switch
        {
            "Boolean" => OutputType.Boolean,
            "Int8" => OutputType.Int8,
            "Int16" => OutputType.Int16,
            "Int32" => OutputType.Int32,
            "Int64" => OutputType.Integer,
            "UInt8" => OutputType.UInt8,
            "UInt16" => OutputType.UInt16,
            "UInt32" => OutputType.UInt32,
            "UInt64" => OutputType.Unsigned,
            "Float32" => OutputType.Float32,
            "Float64" => OutputType.Float,
            "Utf8" => OutputType.String,
            "LargeUtf8" => OutputType.LargeString,
            "Utf8View" => OutputType.StringView,
            "Date32" => OutputType.Date,
            "Time64(Nanosecond)" or "Time64(ns)" => OutputType.Time,
            "Duration(Nanosecond)" or "Duration(ns)" => OutputType.Duration,
            "Interval(MonthDayNano)" => OutputType.Interval,
            _ => throw QueryException.NotImplemented($"Unsupported type '{name}'. Must be a supported arrow type name such as 'Int32' or 'Timestamp(ns)'"),
        };
    }

    /// <summary>The DuckDB type that carries it (<see cref="OutputKind"/>).</summary>
    public static string Physical(OutputType type) => type.Kind switch
    {
        OutputKind.Null => "INTEGER",
        OutputKind.Boolean => "BOOLEAN",
        OutputKind.Int8 => "TINYINT",
        OutputKind.Int16 => "SMALLINT",
        OutputKind.Int32 => "INTEGER",
        OutputKind.UInt8 => "UTINYINT",
        OutputKind.UInt16 => "USMALLINT",
        OutputKind.UInt32 => "UINTEGER",
        OutputKind.Unsigned => "UBIGINT",
        OutputKind.Float32 => "FLOAT",
        OutputKind.Float => "DOUBLE",
        OutputKind.String or OutputKind.LargeString or OutputKind.StringView => "VARCHAR",
        OutputKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({type.Precision}, {type.Scale})"),
        OutputKind.Date => "DATE",
        OutputKind.Interval => "STRUCT(months INTEGER, days INTEGER, nanos BIGINT)",
        OutputKind.Struct => $"STRUCT({string.Join(", ", type.Fields.Select(f => $"\"{f.Name}\" {Physical(f.Type)}"))})",
        OutputKind.List => Physical(type.Element!) + "[]",
        _ => "BIGINT",
    };

    /// <summary>DECIMAL without digits has 38, of which 10 stand behind the point.</summary>
    private static OutputType DecimalOf(SqlTypeName name)
    {
        int[] digits = [.. name.Arguments.Select(Digits)];
        (int precision, int scale) = digits switch
        {
            [] => (38, 10),
            [var p] => (p, 0),
            [var p, var s] => (p, s),
            _ => (-1, -1),
        };
        return precision is > 0 and <= DecimalArithmetic.MaxPrecision && scale >= 0 && scale <= precision
            ? OutputType.DecimalOf(precision, scale)
            : throw QueryException.Planning(string.Create(
                CultureInfo.InvariantCulture,
                $"Decimal(precision = {precision}, scale = {scale}) should satisfy `0 < precision <= 76`, and `scale <= precision`."));

        static int Digits(string argument) => int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }

    private static TimeUnit UnitOf(SqlTypeName name) => name.Arguments switch
    {
        [] => TimeUnit.Nanosecond,
        ["0"] => TimeUnit.Second,
        ["3"] => TimeUnit.Millisecond,
        ["6"] => TimeUnit.Microsecond,
        ["9"] => TimeUnit.Nanosecond,
        _ => throw QueryException.NotImplemented(string.Create(CultureInfo.InvariantCulture, $"Unsupported SQL type {name}")),
    };

    private static OutputType ArrowTimestamp(string inside, string whole)
    {
        string[] parts = inside.Split(',', 2);
        TimeUnit unit = parts[0] switch
        {
            "Second" or "s" => TimeUnit.Second,
            "Millisecond" or "ms" => TimeUnit.Millisecond,
            "Microsecond" or "us" or "µs" => TimeUnit.Microsecond,
            "Nanosecond" or "ns" => TimeUnit.Nanosecond,
            _ => throw QueryException.NotImplemented($"Unsupported type '{whole}'. Must be a supported arrow type name such as 'Int32' or 'Timestamp(ns)'"),
        };
        string zone = parts.Length == 2 ? parts[1] : "None";
        zone = zone.StartsWith("Some(", StringComparison.Ordinal) && zone.EndsWith(')') ? zone[5..^1] : zone;
        return OutputType.TimestampOf(unit, zone == "None" ? null : zone.Trim('"'));
    }
}
