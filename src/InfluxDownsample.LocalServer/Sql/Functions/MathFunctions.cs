using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>Mathematics. Outside a function's domain the answer is NaN or an infinity, never DuckDB's error.</summary>
internal static class MathFunctions
{
    private const string NaN = "'nan'::DOUBLE";

    public static void AddTo(Dictionary<string, ScalarFunction> functions)
    {
        foreach (string name in (ReadOnlySpan<string>)["cbrt", "exp", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh", "degrees", "radians",
            "ceil", "floor"])
        {
            functions[name] = call => Float(call, $"{name}({call.Float(Only(call))})");
        }

        functions["abs"] = Abs;
        functions["signum"] = call => Float(call, $"CAST(sign({call.Float(Only(call))}) AS DOUBLE)");
        functions["sqrt"] = call => Domain(call, "sqrt", "{0} < 0");
        functions["asin"] = call => Domain(call, "asin", "abs({0}) > 1");
        functions["acos"] = call => Domain(call, "acos", "abs({0}) > 1");
        functions["acosh"] = call => Domain(call, "acosh", "{0} < 1");
        functions["atanh"] = call => Domain(call, "atanh", "abs({0}) > 1");
        functions["cot"] = call => Float(call, $"(1e0 / tan({call.Float(Only(call))}))");
        functions["ln"] = call => Logarithm(call, "ln");
        functions["log2"] = call => Logarithm(call, "log2");
        functions["log10"] = call => Logarithm(call, "log10");
        functions["log"] = Log;
        functions["power"] = functions["pow"] = Power;
        functions["atan2"] = call => Float(call, $"atan2({Two(call).Float(0)}, {call.Float(1)})");
        functions["pi"] = call => Float(None(call), "pi()");
        functions["random"] = call => Float(None(call), "random()") with { IsScalar = false };
        functions["round"] = call => Rounded(call, "round");
        functions["trunc"] = Trunc;
        functions["isnan"] = call => call.Result($"isnan({call.Float(Only(call))})", OutputType.Boolean);
        functions["iszero"] = call => call.Result($"({call.Float(Only(call))} = 0)", OutputType.Boolean);
        functions["nanvl"] = call => Float(call, $"(CASE WHEN isnan({Two(call).Float(0)}) THEN {call.Float(1)} ELSE {call.Float(0)} END)");
        functions["gcd"] = call => call.Result($"gcd({Two(call).Integer(0)}, {call.Integer(1)})", OutputType.Integer);
        functions["lcm"] = call => call.Result($"lcm({Two(call).Integer(0)}, {call.Integer(1)})", OutputType.Integer);
        functions["factorial"] = Factorial;
    }

    private static BoundExpression Float(FunctionCall call, string sql) => call.Result(sql, OutputType.Float);

    private static int Only(FunctionCall call)
    {
        call.Require(1, 1);
        return 0;
    }

    private static FunctionCall Two(FunctionCall call)
    {
        call.Require(2, 2);
        return call;
    }

    private static FunctionCall None(FunctionCall call)
    {
        call.Require(0, 0);
        return call;
    }

    private static BoundExpression Abs(FunctionCall call)
    {
        BoundExpression argument = call[Only(call)];
        return argument.Type.IsNumeric ? call.Result($"abs({argument.Sql})", argument.Type)
            : argument.IsNull ? call.Result("CAST(NULL AS DOUBLE)", OutputType.Float)
            : throw call.NoMatch();
    }

    private static BoundExpression Domain(FunctionCall call, string function, string outside)
    {
        string x = call.Float(Only(call));
        string beyond = outside.Replace("{0}", x, StringComparison.Ordinal);
        return Float(call, $"(CASE WHEN {beyond} THEN {NaN} ELSE {function}({x}) END)");
    }

    private static BoundExpression Logarithm(FunctionCall call, string function) => Float(call, LogarithmSql(function, call.Float(Only(call))));

    private static string LogarithmSql(string function, string x) =>
        $"(CASE WHEN {x} < 0 THEN {NaN} WHEN {x} = 0 THEN '-inf'::DOUBLE ELSE {function}({x}) END)";

    /// <summary><c>log(x)</c> is to base 10, <c>log(base, x)</c> to the base.</summary>
    private static BoundExpression Log(FunctionCall call)
    {
        call.Require(1, 2);
        return Float(call, call.Count == 1
            ? LogarithmSql("log10", call.Float(0))
            : $"({LogarithmSql("ln", call.Float(1))} / {LogarithmSql("ln", call.Float(0))})");
    }

    private static BoundExpression Power(FunctionCall call)
    {
        call.Require(2, 2);
        bool integers = (call[0].Type.IsInteger || call[0].IsNull) && (call[1].Type.IsInteger || call[1].IsNull);
        string sql = $"pow({call.Float(0)}, {call.Float(1)})";
        return integers ? call.Result($"CAST({sql} AS BIGINT)", OutputType.Integer) : Float(call, sql);
    }

    private static BoundExpression Rounded(FunctionCall call, string function)
    {
        call.Require(1, 2);
        return Float(call, call.Count == 1 ? $"{function}({call.Float(0)})" : $"{function}({call.Float(0)}, CAST({call.Integer(1)} AS INTEGER))");
    }

    private static BoundExpression Trunc(FunctionCall call)
    {
        call.Require(1, 2);
        if (call.Count == 1)
        {
            return Float(call, $"trunc({call.Float(0)})");
        }

        // the real engine rounds here
        string scale = $"pow(1e1, {call.Integer(1)})";
        return Float(call, $"(round({call.Float(0)} * {scale}) / {scale})");
    }

    private static BoundExpression Factorial(FunctionCall call)
    {
        string n = call.Integer(Only(call));
        string fault = Literals.Sql(ExecutionErrors.Mark + "Compute error: Overflow happened on FACTORIAL");
        return call.Result($"(CASE WHEN {n} > 20 THEN error({fault}) WHEN {n} < 0 THEN 1 ELSE CAST(factorial(CAST({n} AS INTEGER)) AS BIGINT) END)",
            OutputType.Integer);
    }
}
