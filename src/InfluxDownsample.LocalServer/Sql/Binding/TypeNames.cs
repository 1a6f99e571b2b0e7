namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Types by SQL's names and by Arrow's.</summary>
internal static partial class TypeNames
{
    private static readonly Dictionary<string, OutputType> s_arrow = OutputType.Plain.ToDictionary(type => type.Name);
    private static readonly Dictionary<string, OutputType> s_sql = (
        from type in OutputType.Plain from name in type.SqlNames select (name, type)).ToDictionary();

    /// <summary>The units by Arrow's names and by the digits of a second that SQL writes.</summary>
    private static readonly Dictionary<string, TimeUnit> s_units = (
        from row in ((string Names, TimeUnit Unit)[])
        [
            ("Second s 0", TimeUnit.Second), ("Millisecond ms 3", TimeUnit.Millisecond), ("Microsecond us µs 6", TimeUnit.Microsecond),
            ("Nanosecond ns 9", TimeUnit.Nanosecond),
        ]
        from name in row.Names.Split(' ')
        select (name, row.Unit)).ToDictionary();

    /// <exception cref="QueryException">A type the server does not have.</exception>
    public static OutputType FromSql(SqlTypeName name)
    {
        OutputType? type = name.Name switch
        {
            _ when s_sql.TryGetValue(name.Name, out OutputType? plain) => plain,
            "timestamp" or "datetime" => TimestampOf(name.Arguments, zone: null),
            "timestamp with time zone" or "timestamptz" => TimestampOf(name.Arguments, "+00:00"),
            "decimal" or "dec" or "numeric" => DecimalOf(name.Arguments),
            _ => null,
        };
        return type is null ? throw QueryException.NotImplemented($"Unsupported SQL type {(name.Arguments.Count == 0 ? name.Name : name.ToString())}")
            : name.Array ? OutputType.ListOf(type) : type;
    }

    /// <summary>The type arrow_cast() names, such as <c>Timestamp(Nanosecond, Some("UTC"))</c>.</summary>
    public static OutputType FromArrow(string name)
    {
        string compact = string.Concat(name.Where(c => !char.IsWhiteSpace(c))).Replace("(Nanosecond)", "(ns)", StringComparison.Ordinal);
        GroupCollection parts = WithArguments().Match(compact).Groups;
        return s_arrow.TryGetValue(compact, out OutputType? plain) ? plain
            : parts["digits"].Success ? DecimalOf(parts["digits"].Value.Split(','))
            : parts["unit"].Success ? OutputType.TimestampOf(s_units[parts["unit"].Value], parts["zone"].Success ? parts["zone"].Value : null)
            // dictionaries are hydrated before they are sent // wire reference 2.1
            : parts["values"].Success ? FromArrow(parts["values"].Value)
            : throw QueryException.NotImplemented($"Unsupported type '{name}'. Must be a supported arrow type name such as 'Int32' or 'Timestamp(ns)'");
    }

    private static OutputType? TimestampOf(IReadOnlyList<string> arguments, string? zone) =>
        s_units.TryGetValue(arguments.Count == 0 ? "9" : string.Join(',', arguments), out TimeUnit unit) ? OutputType.TimestampOf(unit, zone) : null;

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

    [GeneratedRegex(
        """
        \A(Decimal128\((?<digits>.*)\)|Dictionary\(Int32,(?<values>.*)\)
        |Timestamp\((?<unit>Second|Millisecond|Microsecond|Nanosecond|s|ms|us|µs|ns)(,(None|(Some\()?"?(?<zone>[^")]+)"?\)?))?\))\z
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex WithArguments();
}
