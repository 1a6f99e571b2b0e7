using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>The functions of one row's numbers. Outside a function's domain the answer is NaN or an infinity, where DuckDB would stop the query.</summary>
internal static class MathSql
{
    private const string NotANumber = "CAST('NaN' AS DOUBLE)";

    /// <exception cref="QueryException">An argument is no number, or one is missing.</exception>
    public static SqlValue Call(string function, IReadOnlyList<SqlValue> arguments)
    {
        int expected = function is "atan2" or "pow" or "log" ? 2 : 1;
        if (arguments.Count != expected)
        {
            throw QueryException.Planning($"invalid number of arguments for {function}, expected {expected}, got {arguments.Count}");
        }

        if (arguments.Any(argument => argument.IsNull))
        {
            return SqlValue.Null;
        }

        foreach (SqlValue argument in arguments)
        {
            if (!argument.Type.IsNumeric)
            {
                throw EngineTypeErrors.Of(function, argument.Type);
            }
        }

        SqlValue first = arguments[0];
        if (function == "abs" && !first.Type.IsFloat)
        {
            return first.Type.IsUnsignedInteger ? first : new SqlValue($"abs({first.Sql})", OutputType.Integer);
        }

        string x = TypedSql.AsDouble(first);
        if (function == "pow" && arguments.All(argument => argument.Type.IsSignedInteger))
        {
            return new SqlValue($"TRY_CAST(pow({x}, {TypedSql.AsDouble(arguments[1])}) AS BIGINT)", OutputType.Integer);
        }

        return new SqlValue(Float(function, x, arguments.Count > 1 ? TypedSql.AsDouble(arguments[1]) : ""), OutputType.Float);
    }

    private static string Float(string function, string x, string y) => function switch
    {
        "sqrt" => $"(CASE WHEN {x} < 0 THEN {NotANumber} ELSE sqrt({x}) END)",
        "asin" or "acos" => $"(CASE WHEN abs({x}) > 1 THEN {NotANumber} ELSE {function}({x}) END)",
        "sin" or "cos" or "tan" => $"(CASE WHEN isfinite({x}) THEN {function}({x}) WHEN {x} IS NOT NULL THEN {NotANumber} END)",
        "ln" or "log2" or "log10" => Logarithm(function, x),
        "log" => $"({Logarithm("ln", x)} / {Logarithm("ln", y)})",
        "atan2" or "pow" => $"{function}({x}, {y})",
        _ => $"{function}({x})",
    };

    private static string Logarithm(string function, string x) =>
        $"(CASE WHEN {x} < 0 THEN {NotANumber} WHEN {x} = 0 THEN CAST('-Infinity' AS DOUBLE) ELSE {function}({x}) END)";
}
