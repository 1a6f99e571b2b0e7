using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>What the query engine says of a function that is given text or truth values; each family of its functions says it in another way.</summary>
internal static class EngineTypeErrors
{
    public static QueryException Of(string function, OutputType type)
    {
        string name = function == "mean" ? "avg" : function;
        return QueryException.Planning(name switch
        {
            "sum" => $"Execution error: Function 'sum' user-defined coercion failed with "
                + $"\"Execution error: Sum not supported for {type}\" {NoMatch(name, type)}",
            "avg" => $"Execution error: Function 'avg' user-defined coercion failed with "
                + $"\"Error during planning: Avg does not support inputs of type {type}.\" {NoMatch(name, type)}",
            "median" or "stddev" or "abs" => $"Function '{name}' expects NativeType::Numeric "
                + $"but received NativeType::{(type.IsString ? "String" : type.ToString())} {NoMatch(name, type)}",
            // the signatures that it could have had follow
            _ => $"Failed to coerce arguments to satisfy a call to '{name}' function: coercion from {type}{Others(name)} to the signature ",
        });
    }

    private static string NoMatch(string name, OutputType type) =>
        $"No function matches the given name and argument types '{name}({type})'. You might need to add explicit type casts.";

    private static string Others(string function) => function switch
    {
        "derivative" or "non_negative_derivative" => ", Timestamp(ns), Interval(MonthDayNano)",
        "moving_average" => ", Int64",
        _ => "",
    };
}
