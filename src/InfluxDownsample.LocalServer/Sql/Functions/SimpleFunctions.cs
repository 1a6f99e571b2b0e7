namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Functions that are one expression of DuckDB. A form says its arguments by letters: x a Float64, n an Int64, s a text, t a time. In its text a $ stands
/// for the function's name. Outside a function's domain the answer is NaN or an infinity, never DuckDB's error.
/// </summary>
internal static class SimpleFunctions
{
    private static readonly Form[] s_forms =
    [
        new("sin cos tan", "x", OutputType.Float, "(CASE WHEN isfinite({0}) THEN $({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END)"),
        new("abs cbrt exp atan sinh cosh tanh asinh degrees radians ceil floor round trunc", "x", OutputType.Float, "$({0})"),
        new("sqrt", "x", OutputType.Float, NaNWhen("{0} < 0")),
        new("asin acos atanh", "x", OutputType.Float, NaNWhen("abs({0}) > 1")),
        new("acosh", "x", OutputType.Float, NaNWhen("{0} < 1")),
        new("ln log2 log10", "x", OutputType.Float, Logarithm("$", "{0}")),
        new("log", "x", OutputType.Float, Logarithm("log10", "{0}")),
        new("log", "xx", OutputType.Float, $"({Logarithm("ln", "{1}")} / {Logarithm("ln", "{0}")})"),
        new("cot", "x", OutputType.Float, "(1e0 / tan({0}))"),
        new("atan2", "xx", OutputType.Float, "atan2({0}, {1})"),
        new("pow", "xx", OutputType.Float, "pow({0}, {1})"),
        new("signum", "x", OutputType.Float, "CAST(sign({0}) AS DOUBLE)"),
        new("pi", "", OutputType.Float, "pi()"),
        new("round", "xn", OutputType.Float, "round({0}, CAST({1} AS INTEGER))"),
        // the real engine rounds here
        new("trunc", "xn", OutputType.Float, "(round({0} * pow(1e1, {1})) / pow(1e1, {1}))"),
        new("nanvl", "xx", OutputType.Float, "(CASE WHEN isnan({0}) THEN {1} ELSE {0} END)"),
        new("isnan", "x", OutputType.Boolean, "isnan({0})"),
        new("iszero", "x", OutputType.Boolean, "({0} = 0)"),
        new("gcd lcm", "nn", OutputType.Integer, "$({0}, {1})"),
        new("factorial", "n", OutputType.Integer, $"(CASE WHEN {{0}} > 20 THEN {ExecutionErrors.Raise("Compute error: Overflow happened on FACTORIAL")} "
            + "WHEN {0} < 0 THEN 1 ELSE CAST(factorial(CAST({0} AS INTEGER)) AS BIGINT) END)"),
        new("lower upper reverse md5 ltrim rtrim", "s", OutputType.String, "$({0})"),
        new("btrim trim", "s", OutputType.String, "trim({0})"),
        new("ltrim rtrim", "ss", OutputType.String, "$({0}, {1})"),
        new("btrim trim", "ss", OutputType.String, "trim({0}, {1})"),
        new("replace translate", "sss", OutputType.String, "$({0}, {1}, {2})"),
        new("length char_length character_length", "s", OutputType.Int32, "CAST(length({0}) AS INTEGER)"),
        new("octet_length", "s", OutputType.Int32, "CAST(strlen({0}) AS INTEGER)"),
        new("bit_length", "s", OutputType.Int32, "CAST(strlen({0}) * 8 AS INTEGER)"),
        new("ascii", "s", OutputType.Int32, "CAST(CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END AS INTEGER)"),
        new("strpos instr position", "ss", OutputType.Int32, "CAST(strpos({0}, {1}) AS INTEGER)"),
        new("levenshtein", "ss", OutputType.Int32, "CAST(levenshtein({0}, {1}) AS INTEGER)"),
        new("starts_with ends_with contains", "ss", OutputType.Boolean, "$({0}, {1})"),
        // a start before the text counts towards the length; DuckDB would count from the end
        new("substr substring", "sn", OutputType.StringView, "substr({0}, greatest({1}, 1))"),
        new("substr substring", "snn", OutputType.StringView, "substr({0}, greatest({1}, 1), greatest({1} + {2} - greatest({1}, 1), 0))"),
        new("left right", "sn", OutputType.String, "\"$\"({0}, {1})"),
        new("lpad rpad", "sn", OutputType.String, "$({0}, CAST({1} AS INTEGER), ' ')"),
        new("lpad rpad", "sns", OutputType.String, "$({0}, CAST({1} AS INTEGER), {2})"),
        // a text of gigabytes is a mistake or an attack
        new("repeat", "sn", OutputType.String, "(CASE WHEN strlen({0}) * CAST({1} AS HUGEINT) > 16777216 "
            + $"THEN {ExecutionErrors.Raise("Execution error: string size overflow on repeat")} ELSE repeat({{0}}, {{1}}) END)"),
        new("split_part", "ssn", OutputType.String, "split_part({0}, {1}, {2})"),
        // a word is a run of letters and digits
        new("initcap", "s", OutputType.String, "array_to_string(list_transform(regexp_extract_all({0}, '[\\pL\\pN]+|[^\\pL\\pN]+'), "
            + "lambda w: upper(substr(w, 1, 1)) || lower(substr(w, 2))), '')"),
        new("overlay", "ssn", OutputType.String, "(substr({0}, 1, greatest({2} - 1, 0)) || {1} || substr({0}, {2} + length({1})))"),
        new("overlay", "ssnn", OutputType.String, "(substr({0}, 1, greatest({2} - 1, 0)) || {1} || substr({0}, {2} + {3}))"),
        new("chr", "n", OutputType.String, "chr(CAST({0} AS INTEGER))"),
        new("to_hex", "n", OutputType.String, "lower(to_hex({0}))"),
        new("make_date", "nnn", OutputType.Date, "make_date({0}, {1}, {2})"),
        new("to_unixtime", "t", OutputType.Integer, "({0} // 1000000000)"),
    ];

    public static IEnumerable<Function> All =>
        s_forms.Select(form => new Function(form.Names, form.Arguments.Length, form.Arguments.Length, call => Bind(call, form)));

    /// <summary>DuckDB's text of a function of arguments in DuckDB's text.</summary>
    public static string Sql(string function, object[] arguments) =>
        Text(s_forms.First(form => form.Arguments.Length == arguments.Length && form.Names.Split(' ').Contains(function)), function, arguments);

    private static string Text(Form form, string function, object[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, form.Sql.Replace("$", function, StringComparison.Ordinal), arguments);

    private static BoundExpression Bind(FunctionCall call, Form form)
    {
        object[] arguments = [.. form.Arguments.Select((kind, i) => kind switch
        {
            'x' => call.Float(i),
            'n' => call.Integer(i),
            's' => call.String(i),
            _ => call.Timestamp(i).Sql,
        })];
        return call.Result(Text(form, call.Name, arguments), form.Result);
    }

    private static string NaNWhen(string outside) => $"(CASE WHEN {outside} THEN 'nan'::DOUBLE ELSE $({{0}}) END)";

    private static string Logarithm(string function, string x) =>
        $"(CASE WHEN {x} < 0 THEN 'nan'::DOUBLE WHEN {x} = 0 THEN '-inf'::DOUBLE ELSE {function}({x}) END)";

    private sealed record Form(string Names, string Arguments, OutputType Result, string Sql);
}
