namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Functions whose result has the type of their arguments, or one that depends on them.</summary>
internal static class TypedFunctions
{
    public static Function[] All { get; } =
    [
        new("ifnull nvl", 2, 2, Coalesce),
        new("coalesce", 1, int.MaxValue, Coalesce),
        new("nvl2", 3, 3, call => Together(call, 1, values => $"(CASE WHEN {call[0].Sql} IS NOT NULL THEN {values[0]} ELSE {values[1]} END)")),
        new("nullif", 2, 2, NullIf),
        new("greatest least", 1, int.MaxValue, call => Together(call, 0, values => $"{call.Name}({string.Join(", ", values)})")),
        new("arrow_cast", 2, 2, call =>
            Casts.To(call[0], TypeNames.FromArrow(call.Literal(1, "type"))) with { Name = call.Text, Column = null, AggregateIndex = null }),
        new("arrow_typeof", 1, 1, call => Constants.Of(call[0].ArrowType) with { Name = call.Text, Nullable = !call[0].IsScalar }),
        new("version", 0, 0, call => call.Result("'InfluxDownsample local server'", OutputType.String)),
        new("abs", 1, 1, call =>
            call[0].Type.IsNumeric ? call.Result($"abs({call[0].Sql})", call[0].Type) : call.Result($"abs({call.Float(0)})", OutputType.Float)),
        new("pow power", 2, 2, Power),
        // another value for each row
        new("random", 0, 0, call => call.Result("random()", OutputType.Float) with { IsScalar = false }),
        new("uuid", 0, 0, call => call.Result("CAST(uuid() AS VARCHAR)", OutputType.String) with { IsScalar = false }),
        new("concat", 1, int.MaxValue, Concat),
        new("concat_ws", 2, int.MaxValue, call => call.Result($"concat_ws({Texts(call)})", OutputType.String)),
        new("regexp_like", 2, 3, call => Regex(call, "regexp_matches", 2, OutputType.Boolean)),
        new("regexp_replace", 3, 4, call => Regex(call, "regexp_replace", 3, OutputType.String)),
        new("get_field", 2, 2, call => Fields.Of(call[0], call[1])),
    ];

    /// <summary>A function of the arguments, brought to the type that they have in common from one on.</summary>
    private static BoundExpression Together(FunctionCall call, int from, Func<string[], string> function)
    {
        IEnumerable<BoundExpression> arguments = call.Arguments.Skip(from);
        OutputType type = Coercion.Common(arguments.Select(argument => argument.Type), (_, _) => call.NoMatch());
        return call.Result(function([.. arguments.Select(argument => Casts.To(argument, type).Sql)]), type);
    }

    private static BoundExpression Coalesce(FunctionCall call) =>
        Together(call, 0, values => $"coalesce({string.Join(", ", values)})") with { Nullable = call.Arguments.All(argument => argument.Nullable) };

    private static BoundExpression NullIf(FunctionCall call)
    {
        OutputType type = Coercion.ForComparison(call[0].Type, call[1].Type) ?? throw call.NoMatch();
        BoundExpression value = call[0].IsNull ? Casts.To(call[0], type) : call[0];
        string equal = $"{Casts.To(call[0], type).Sql} = {Casts.To(call[1], type).Sql}";
        return call.Result($"(CASE WHEN {equal} THEN NULL ELSE {value.Sql} END)", value.Type);
    }

    private static BoundExpression Power(FunctionCall call)
    {
        string sql = $"pow({call.Float(0)}, {call.Float(1)})";
        return call.Arguments.All(argument => argument.Type.IsInteger || argument.IsNull)
            ? call.Result($"CAST({sql} AS BIGINT)", OutputType.Integer)
            : call.Result(sql, OutputType.Float);
    }

    /// <summary>Nulls are left out, not handed on.</summary>
    private static BoundExpression Concat(FunctionCall call)
    {
        bool plain = call.Arguments.All(argument => argument.Type.Kind == ArrowTypeId.String && !argument.IsDictionary || argument.IsScalar);
        return call.Result($"concat({Texts(call)})", plain ? OutputType.String : OutputType.StringView);
    }

    private static string Texts(FunctionCall call) => string.Join(", ", call.Arguments.Select(argument => Casts.To(argument, OutputType.String).Sql));

    /// <summary>Some texts, and flags behind them.</summary>
    private static BoundExpression Regex(FunctionCall call, string function, int texts, OutputType type)
    {
        string flags = call.Count > texts ? call.Literal(texts, "flags") : "";
        Refuse.When(!flags.All(c => c is 'i' or 'g' or 's' or 'm' or 'c'),
            () => QueryException.Planning($"Invalid regular expression flags '{flags}' in {call.Name}"));
        return call.Result($"{function}({string.Join(", ", Enumerable.Range(0, texts).Select(call.String))}, {Literals.Sql(flags)})", type);
    }
}
