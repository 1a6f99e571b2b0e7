namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Types by SQL's names and by Arrow's.</summary>
internal static partial class TypeNames
{
    private static readonly Dictionary<string, OutputType> s_arrow = OutputType.Plain.ToDictionary(type => type.Name);
    private static readonly Dictionary<string, OutputType> s_sql = (
        from type in OutputType.Plain from name in type.SqlNames select (name, type)).ToDictionary();

    /// <exception cref="QueryException">A type the server does not have.</exception>
    public static OutputType FromSql(SqlTypeName name)
    {
        OutputType type = name.Name switch
        {
            _ when s_sql.TryGetValue(name.Name, out OutputType? plain) => plain,
            "timestamp" or "datetime" => OutputType.TimestampOf(UnitOf(name), zone: null),
            "timestamp with time zone" or "timestamptz" => OutputType.TimestampOf(UnitOf(name), "+00:00"),
            "decimal" or "dec" or "numeric" => DecimalOf(name.Arguments),
            _ => throw QueryException.NotImplemented($"Unsupported SQL type {(name.Arguments.Count == 0 ? name.Name : name.ToString())}"),
        };
        return name.Array ? OutputType.ListOf(type) : type;
    }

    /// <summary>The type arrow_cast() names, such as <c>Timestamp(Nanosecond, Some("UTC"))</c>.</summary>
    public static OutputType FromArrow(string name)
    {
        string compact = string.Concat(name.Where(c => !char.IsWhiteSpace(c))).Replace("(Nanosecond)", "(ns)", StringComparison.Ordinal);
        if (s_arrow.TryGetValue(compact, out OutputType? plain))
        {
            return plain;
        }

        Match parts = WithArguments().Match(compact);
        string arguments = parts.Groups["arguments"].Value;
        return parts.Groups["name"].Value switch
        {
            // dictionaries are hydrated before they are sent // wire reference 2.1
            "Dictionary" when arguments.StartsWith("Int32,", StringComparison.Ordinal) => FromArrow(arguments["Int32,".Length..]),
            "Decimal128" => DecimalOf(arguments.Split(',')),
            "Timestamp" when UnitAndZone().Match(arguments) is { Success: true } stamp => OutputType.TimestampOf(
                stamp.Groups["unit"].Value switch
                {
                    "Second" or "s" => TimeUnit.Second,
                    "Millisecond" or "ms" => TimeUnit.Millisecond,
                    "Nanosecond" or "ns" => TimeUnit.Nanosecond,
                    _ => TimeUnit.Microsecond,
                },
                stamp.Groups["zone"] is { Success: true } zone ? zone.Value : null),
            _ => throw QueryException.NotImplemented($"Unsupported type '{name}'. Must be a supported arrow type name such as 'Int32' or 'Timestamp(ns)'"),
        };
    }

    /// <summary>DECIMAL without digits has 38, of which 10 stand behind the point.</summary>
    private static OutputType DecimalOf(IReadOnlyList<string> arguments)
    {
        int[] digits = [.. arguments.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        (int precision, int scale) = digits switch
        {
            [] => (38, 10),
            [var p] => (p, 0),
            [var p, var s] => (p, s),
            _ => (-1, -1),
        };
        return precision is > 0 and <= DecimalArithmetic.MaxPrecision && scale >= 0 && scale <= precision
            ? OutputType.DecimalOf(precision, scale)
            : throw QueryException.Planning(
                $"Decimal(precision = {precision}, scale = {scale}) should satisfy `0 < precision <= 76`, and `scale <= precision`.");
    }

    private static TimeUnit UnitOf(SqlTypeName name) => name.Arguments switch
    {
        [] or ["9"] => TimeUnit.Nanosecond,
        ["0"] => TimeUnit.Second,
        ["3"] => TimeUnit.Millisecond,
        ["6"] => TimeUnit.Microsecond,
        _ => throw QueryException.NotImplemented($"Unsupported SQL type {name}"),
    };

    [GeneratedRegex(@"\A(?<name>\w+)\((?<arguments>.*)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithArguments();

    [GeneratedRegex("""\A(?<unit>Second|Millisecond|Microsecond|Nanosecond|s|ms|us|µs|ns)(,(None|(Some\()?"?(?<zone>[^")]+)"?\)?))?\z""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex UnitAndZone();
}
