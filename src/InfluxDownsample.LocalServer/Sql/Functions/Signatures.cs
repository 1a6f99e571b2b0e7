namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What the real server says when arguments fit no form of a function. Its words depend on how the function declares its arguments.</summary>
internal static class Signatures
{
    private const string Times = "Timestamp(Nanosecond, None)";

    /// <summary>Functions that list their forms.</summary>
    private static readonly Dictionary<string, string> s_forms = new()
    {
        ["bool_and"] = "Uniform(1, [Boolean])",
        ["bool_or"] = "Uniform(1, [Boolean])",
        ["date_bin"] = $"OneOf([{string.Join(", ", TimeForms())}",
        ["interpolate"] = "OneOf([Exact([Float64]), Exact([Struct([Field { name: \"value\", data_type: Float64, nullable: true }, "
            + $"Field {{ name: \"time\", data_type: {Times}, nullable: true }}])]), "
            + "Exact([Struct([Field { name: Timestamp(Nanosecond, Some(\"UTC\")), nullable: true }])]), "
            + "Exact([Int64]), Exact([Struct([Field { name: Int64, nullable: true }])]), "
            + "Exact([UInt64]), Exact([Struct([Field { name: UInt64, nullable: true }])])])",
    };

    /// <summary>Functions over numbers of any kind.</summary>
    private static readonly HashSet<string> s_numeric =
    [
        "abs", "median", "stddev", "stddev_samp", "stddev_pop", "var", "var_samp", "var_sample", "var_pop", "var_population",
    ];

    public static QueryException Refused(string name, IReadOnlyList<string> types)
    {
        string shown = string.Join(", ", types);
        string end = $" No function matches the given name and argument types '{Canonical(name)}({shown})'. You might need to add explicit type casts.";
        string why = Why(name, types, shown);
        // where the forms are not known, the text ends before them
        return QueryException.Coercion(why.EndsWith("signature ", StringComparison.Ordinal) ? why : why + end);
    }

    private static string Why(string name, IReadOnlyList<string> types, string shown)
    {
        string first = types.Count == 0 ? "" : types[0];
        return name switch
        {
            "avg" or "mean" or "sum" when types.Count != 1 =>
                UserDefined(name, $"Execution error: {Canonical(name)} function requires 1 argument, got {types.Count}"),
            "avg" or "mean" => UserDefined(name, $"Error during planning: Avg does not support inputs of type {Value(first)}."),
            "sum" => UserDefined(name, $"Execution error: Sum not supported for {first}"),
            "to_timestamp" => UserDefined(
                name,
                "Error during planning: to_timestamp supports either 1 argument (being Int64 or Timestamp), or multiple arguments, all of which being Utf8. "
                + $"Could not coerce the provided [{shown}] to these types."),
            _ when Selectors.IsSelector(name) && types.Count < 2 => $"{name} requires at least 2 arguments, got {types.Count}",
            _ when Selectors.IsSelector(name) && types[1] != "Timestamp(ns)" => $"{name} second argument must be a timestamp, but got {types[1]}",
            _ when s_numeric.Contains(name) && types.Count == 1 => $"Function '{name}' expects NativeType::Numeric but received NativeType::{Native(first)}",
            _ => $"Failed to coerce arguments to satisfy a call to '{name}' function: coercion from {shown} "
                + $"to the signature {(s_forms.TryGetValue(name, out string? forms) ? forms + " failed" : "")}",
        };
    }

    /// <summary>The forms of date_bin as the real server lists them: every unit with and without a zone, with an origin and without.</summary>
    private static IEnumerable<string> TimeForms() =>
        from unit in (string[])["Nanosecond", "Microsecond", "Millisecond", "Second"]
        from origin in (bool[])[true, false]
        from interval in (string[])["MonthDayNano", "DayTime"]
        from zone in (string[])["None", "Some(\"+TZ\")"]
        select $"Exact([Interval({interval}), Timestamp({unit}, {zone}){(origin ? $", Timestamp(Nanosecond, {zone})" : "")}])";

    /// <summary>A tag is told by the type of its values.</summary>
    private static string Value(string type) => type == "Dictionary(Int32, Utf8)" ? "Utf8" : type;

    private static string Canonical(string name) => name == "mean" ? "avg" : name;

    private static string UserDefined(string name, string why) => $"Execution error: Function '{Canonical(name)}' user-defined coercion failed with \"{why}\"";

    private static string Native(string type) => type is "Utf8" or "Utf8View" or "LargeUtf8" or "Dictionary(Int32, Utf8)" ? "String" : type;
}
