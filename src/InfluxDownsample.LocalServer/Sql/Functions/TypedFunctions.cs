namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Functions whose result has the type of their arguments, or one that depends on them.</summary>
internal static class TypedFunctions
{
    public static void AddTo(Dictionary<string, ScalarFunction> functions)
    {
        functions["coalesce"] = functions["nvl"] = functions["ifnull"] = Coalesce;
        functions["nvl2"] = Nvl2;
        functions["nullif"] = NullIf;
        functions["greatest"] = call => Extreme(call, "greatest");
        functions["least"] = call => Extreme(call, "least");
        functions["arrow_cast"] = ArrowCast;
        functions["arrow_typeof"] = ArrowTypeOf;
        functions["version"] = call => call.Result("'InfluxDownsample local server'", OutputType.String);
        functions["abs"] = Abs;
        functions["power"] = functions["pow"] = Power;
        functions["random"] = call => Without(call, "random()", OutputType.Float);
        functions["uuid"] = call => Without(call, "CAST(uuid() AS VARCHAR)", OutputType.String);
        functions["concat"] = Concat;
        functions["concat_ws"] = ConcatWithSeparator;
        functions["regexp_like"] = call => Regex(call, "regexp_matches", 2, OutputType.Boolean);
        functions["regexp_replace"] = call => Regex(call, "regexp_replace", 3, OutputType.String);
        functions["get_field"] = call =>
        {
            call.Require(2, 2);
            return Fields.Of(call[0], call[1]);
        };
    }

    /// <summary>The arguments brought to the type they have in common.</summary>
    private static (IReadOnlyList<string> Sql, OutputType Type) Together(FunctionCall call, int from)
    {
        OutputType type = OutputType.Null;
        foreach (BoundExpression argument in call.Arguments.Skip(from))
        {
            type = Coercion.Common(type, argument.Type) ?? throw call.NoMatch();
        }

        return ([.. call.Arguments.Skip(from).Select(argument => Casts.To(argument, type).Sql)], type);
    }

    private static BoundExpression Coalesce(FunctionCall call)
    {
        call.Require(call.Name == "coalesce" ? 1 : 2, call.Name == "coalesce" ? int.MaxValue : 2);
        (IReadOnlyList<string> sql, OutputType type) = Together(call, 0);
        return call.Result($"coalesce({string.Join(", ", sql)})", type) with { Nullable = call.Arguments.All(argument => argument.Nullable) };
    }

    private static BoundExpression Nvl2(FunctionCall call)
    {
        call.Require(3, 3);
        (IReadOnlyList<string> sql, OutputType type) = Together(call, 1);
        return call.Result($"(CASE WHEN {call[0].Sql} IS NOT NULL THEN {sql[0]} ELSE {sql[1]} END)", type);
    }

    private static BoundExpression NullIf(FunctionCall call)
    {
        call.Require(2, 2);
        OutputType type = Coercion.ForComparison(call[0].Type, call[1].Type) ?? throw call.NoMatch();
        BoundExpression value = call[0].IsNull ? Casts.To(call[0], type) : call[0];
        string equal = $"{Casts.To(call[0], type).Sql} = {Casts.To(call[1], type).Sql}";
        return call.Result($"(CASE WHEN {equal} THEN NULL ELSE {value.Sql} END)", value.Type);
    }

    private static BoundExpression Extreme(FunctionCall call, string function)
    {
        call.Require(1, int.MaxValue);
        (IReadOnlyList<string> sql, OutputType type) = Together(call, 0);
        return call.Result($"{function}({string.Join(", ", sql)})", type);
    }

    private static BoundExpression ArrowCast(FunctionCall call)
    {
        call.Require(2, 2);
        return Casts.To(call[0], TypeNames.FromArrow(call.Literal(1, "type"))) with { Name = call.Text, Column = null, AggregateIndex = null };
    }

    private static BoundExpression ArrowTypeOf(FunctionCall call)
    {
        call.Require(1, 1);
        return Constants.Of(call[0].ArrowType) with { Name = call.Text, Nullable = !call[0].IsScalar };
    }

    private static BoundExpression Abs(FunctionCall call)
    {
        call.Require(1, 1);
        return call[0].Type.IsNumeric ? call.Result($"abs({call[0].Sql})", call[0].Type) : call.Result($"abs({call.Float(0)})", OutputType.Float);
    }

    private static BoundExpression Power(FunctionCall call)
    {
        call.Require(2, 2);
        string sql = $"pow({call.Float(0)}, {call.Float(1)})";
        return call.Arguments.All(argument => argument.Type.IsInteger || argument.IsNull)
            ? call.Result($"CAST({sql} AS BIGINT)", OutputType.Integer)
            : call.Result(sql, OutputType.Float);
    }

    /// <summary>Without arguments, and another value for each row.</summary>
    private static BoundExpression Without(FunctionCall call, string sql, OutputType type)
    {
        call.Require(0, 0);
        return call.Result(sql, type) with { IsScalar = false };
    }

    /// <summary>Nulls are left out, not handed on.</summary>
    private static BoundExpression Concat(FunctionCall call)
    {
        call.Require(1, int.MaxValue);
        bool plain = call.Arguments.All(argument => argument.Type.Kind == OutputKind.String && !argument.IsDictionary || argument.IsScalar);
        return call.Result($"concat({Texts(call)})", plain ? OutputType.String : OutputType.StringView);
    }

    private static BoundExpression ConcatWithSeparator(FunctionCall call)
    {
        call.Require(2, int.MaxValue);
        return call.Result($"concat_ws({Texts(call)})", OutputType.String);
    }

    private static string Texts(FunctionCall call) => string.Join(", ", call.Arguments.Select(argument => Casts.To(argument, OutputType.String).Sql));

    /// <summary>Some texts, and flags behind them.</summary>
    private static BoundExpression Regex(FunctionCall call, string function, int texts, OutputType type)
    {
        call.Require(texts, texts + 1);
        string flags = call.Count > texts ? call.Literal(texts, "flags") : "";
        Refuse.When(!flags.All(c => c is 'i' or 'g' or 's' or 'm' or 'c'),
            () => QueryException.Planning($"Invalid regular expression flags '{flags}' in {call.Name}"));
        return call.Result($"{function}({string.Join(", ", Enumerable.Range(0, texts).Select(call.String))}, {Literals.Sql(flags)})", type);
    }
}
