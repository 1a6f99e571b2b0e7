using System.Globalization;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>What the real server says when arguments fit no form of a function. Its words depend on how the function declares its arguments.</summary>
internal static class Signatures
{
    private const string Times = "Timestamp(Nanosecond, None)";

    /// <summary>Functions that list their forms.</summary>
    private static readonly Dictionary<string, string> s_forms = new()
    {
        ["bool_and"] = "Uniform(1, [Boolean])",
        ["bool_or"] = "Uniform(1, [Boolean])",
        ["date_bin"] = $"OneOf([Exact([Interval(MonthDayNano), {Times}, {Times}])",
        ["interpolate"] = "OneOf([Exact([Float64]), Exact([Struct([Field { name: \"value\", data_type: Float64, nullable: true }, "
            + $"Field {{ name: \"time\", data_type: {Times}, nullable: true }}])])",
    };

    /// <summary>Functions over numbers of any kind.</summary>
    private static readonly HashSet<string> s_numeric =
    [
        "median", "stddev", "stddev_samp", "stddev_pop", "var", "var_samp", "var_sample", "var_pop", "var_population",
    ];

    public static QueryException Refused(string name, IReadOnlyList<string> types)
    {
        string shown = string.Join(", ", types);
        string end = $" No function matches the given name and argument types '{name}({shown})'. You might need to add explicit type casts.";
        return QueryException.Coercion(Why(name, types, shown) + end);
    }

    private static string Why(string name, IReadOnlyList<string> types, string shown)
    {
        string first = types.Count == 0 ? "" : types[0];
        return name switch
        {
            "avg" or "mean" or "sum" when types.Count != 1 =>
                UserDefined(name, string.Create(CultureInfo.InvariantCulture, $"Execution error: {Canonical(name)} function requires 1 argument, got {types.Count}")),
            "avg" or "mean" => UserDefined(name, $"Error during planning: Avg does not support inputs of type {first}."),
            "sum" => UserDefined(name, $"Execution error: Sum not supported for {first}"),
            "to_timestamp" => UserDefined(
                name,
                "Error during planning: to_timestamp supports either 1 argument (being Int64 or Timestamp), or multiple arguments, all of which being Utf8. "
                + $"Could not coerce the provided [{shown}] to these types."),
            _ when s_numeric.Contains(name) && types.Count == 1 => $"Function '{name}' expects NativeType::Numeric but received NativeType::{Native(first)}",
            _ => $"Failed to coerce arguments to satisfy a call to '{name}' function: coercion from {shown} "
                + $"to the signature {s_forms.GetValueOrDefault(name)} failed",
        };
    }

    private static string Canonical(string name) => name == "mean" ? "avg" : name;

    private static string UserDefined(string name, string why) => $"Execution error: Function '{Canonical(name)}' user-defined coercion failed with \"{why}\"";

    private static string Native(string type) => type is "Utf8" or "Utf8View" or "LargeUtf8" or "Dictionary(Int32, Utf8)" ? "String" : type;
}
