using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>Text.</summary>
internal static class StringFunctions
{
    public static void AddTo(Dictionary<string, ScalarFunction> functions)
    {
        foreach (string name in (ReadOnlySpan<string>)["lower", "upper", "reverse", "md5"])
        {
            functions[name] = call => Text(call, 1, 1, $"{name}({{0}})");
        }

        foreach (string name in (ReadOnlySpan<string>)["ltrim", "rtrim"])
        {
            functions[name] = call => Text(call, 1, 2, call.Count == 1 ? $"{name}({{0}})" : $"{name}({{0}}, {{1}})");
        }

        functions["btrim"] = functions["trim"] = call => Text(call, 1, 2, call.Count == 1 ? "trim({0})" : "trim({0}, {1})");
        functions["replace"] = call => Text(call, 3, 3, "replace({0}, {1}, {2})");
        functions["translate"] = call => Text(call, 3, 3, "translate({0}, {1}, {2})");
        functions["length"] = functions["char_length"] = functions["character_length"] = call => Count(call, "CAST(length({0}) AS INTEGER)");
        functions["octet_length"] = call => Count(call, "CAST(strlen({0}) AS INTEGER)");
        functions["bit_length"] = call => Count(call, "CAST(strlen({0}) * 8 AS INTEGER)");
        functions["ascii"] = call => Count(call, "CAST(CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END AS INTEGER)");
        functions["strpos"] = functions["instr"] = functions["position"] = call => Pair(call, "CAST(strpos({0}, {1}) AS INTEGER)", OutputType.Int32);
        functions["levenshtein"] = call => Pair(call, "CAST(levenshtein({0}, {1}) AS INTEGER)", OutputType.Int32);
        functions["starts_with"] = call => Pair(call, "starts_with({0}, {1})", OutputType.Boolean);
        functions["ends_with"] = call => Pair(call, "ends_with({0}, {1})", OutputType.Boolean);
        functions["contains"] = call => Pair(call, "contains({0}, {1})", OutputType.Boolean);
        functions["concat"] = call => Concat(call, from: 0);
        functions["concat_ws"] = ConcatWithSeparator;
        functions["substr"] = functions["substring"] = Substring;
        functions["left"] = call => Cut(call, "\"left\"");
        functions["right"] = call => Cut(call, "\"right\"");
        functions["lpad"] = call => Pad(call, "lpad");
        functions["rpad"] = call => Pad(call, "rpad");
        functions["repeat"] = Repeat;
        functions["split_part"] = SplitPart;
        functions["initcap"] = InitCap;
        functions["overlay"] = Overlay;
        functions["chr"] = call => call.Result($"chr(CAST({Only(call).Integer(0)} AS INTEGER))", OutputType.String);
        functions["to_hex"] = call => call.Result($"lower(to_hex({Only(call).Integer(0)}))", OutputType.String);
        functions["uuid"] = call => call.Result("CAST(uuid() AS VARCHAR)", OutputType.String) with { IsScalar = false };
        functions["regexp_like"] = RegexpLike;
        functions["regexp_replace"] = RegexpReplace;
    }

    private static FunctionCall Only(FunctionCall call)
    {
        call.Require(1, 1);
        return call;
    }

    private static BoundExpression Text(FunctionCall call, int least, int most, string template)
    {
        call.Require(least, most);
        return call.Result(Fill(call, template), OutputType.String);
    }

    private static BoundExpression Count(FunctionCall call, string template) => call.Result(Fill(Only(call), template), OutputType.Int32);

    private static BoundExpression Pair(FunctionCall call, string template, OutputType type)
    {
        call.Require(2, 2);
        return call.Result(Fill(call, template), type);
    }

    /// <summary>Puts the arguments, all of them text, into the places {0}, {1}, … .</summary>
    private static string Fill(FunctionCall call, string template)
    {
        object[] texts = [.. Enumerable.Range(0, call.Count).Select(call.String)];
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, template, texts);
    }

    private static string AnyAsText(BoundExpression argument) => Casts.To(argument, OutputType.String).Sql;

    /// <summary>Nulls are left out, not handed on.</summary>
    private static BoundExpression Concat(FunctionCall call, int from)
    {
        call.Require(1, int.MaxValue);
        string parts = string.Join(", ", call.Arguments.Skip(from).Select(AnyAsText));
        bool plain = call.Arguments.All(argument => argument.Type.Kind == OutputKind.String && !argument.IsDictionary || argument.IsScalar);
        return call.Result($"concat({parts})", plain ? OutputType.String : OutputType.StringView);
    }

    private static BoundExpression ConcatWithSeparator(FunctionCall call)
    {
        call.Require(2, int.MaxValue);
        return call.Result($"concat_ws({string.Join(", ", call.Arguments.Select(AnyAsText))})", OutputType.String);
    }

    private static BoundExpression Substring(FunctionCall call)
    {
        call.Require(2, 3);
        // a start before the text counts towards the length; DuckDB would count from the end
        string start = call.Integer(1);
        string from = $"greatest({start}, 1)";
        return call.Result(
            call.Count == 2
                ? $"substr({call.String(0)}, {from})"
                : $"substr({call.String(0)}, {from}, greatest({start} + {call.Integer(2)} - {from}, 0))",
            OutputType.StringView);
    }

    private static BoundExpression Cut(FunctionCall call, string function)
    {
        call.Require(2, 2);
        return call.Result($"{function}({call.String(0)}, {call.Integer(1)})", OutputType.String);
    }

    private static BoundExpression Pad(FunctionCall call, string function)
    {
        call.Require(2, 3);
        string fill = call.Count == 3 ? call.String(2) : "' '";
        return call.Result($"{function}({call.String(0)}, CAST({call.Integer(1)} AS INTEGER), {fill})", OutputType.String);
    }

    private static BoundExpression Repeat(FunctionCall call)
    {
        call.Require(2, 2);
        string fault = Literals.Sql(ExecutionErrors.Mark + "Execution error: string size overflow on repeat");
        // a text of gigabytes is a mistake or an attack
        return call.Result(
            $"(CASE WHEN strlen({call.String(0)}) * CAST({call.Integer(1)} AS HUGEINT) > 16777216 THEN error({fault}) ELSE repeat({call.String(0)}, {call.Integer(1)}) END)",
            OutputType.String);
    }

    private static BoundExpression SplitPart(FunctionCall call)
    {
        call.Require(3, 3);
        return call.Result($"split_part({call.String(0)}, {call.String(1)}, {call.Integer(2)})", OutputType.String);
    }

    /// <summary>A word is a run of letters and digits.</summary>
    private static BoundExpression InitCap(FunctionCall call) => Text(
        call, 1, 1, "array_to_string(list_transform(regexp_extract_all({0}, '[\\pL\\pN]+|[^\\pL\\pN]+'), lambda w: upper(substr(w, 1, 1)) || lower(substr(w, 2))), '')");

    private static BoundExpression Overlay(FunctionCall call)
    {
        call.Require(3, 4);
        string length = call.Count == 4 ? call.Integer(3) : $"length({call.String(1)})";
        string start = call.Integer(2);
        return call.Result(
            $"(substr({call.String(0)}, 1, greatest({start} - 1, 0)) || {call.String(1)} || substr({call.String(0)}, {start} + {length}))",
            OutputType.String);
    }

    private static BoundExpression RegexpLike(FunctionCall call)
    {
        call.Require(2, 3);
        string flags = call.Count == 3 ? $", {Literals.Sql(Flags(call, 2))}" : "";
        return call.Result($"regexp_matches({call.String(0)}, {call.String(1)}{flags})", OutputType.Boolean);
    }

    private static BoundExpression RegexpReplace(FunctionCall call)
    {
        call.Require(3, 4);
        string flags = call.Count == 4 ? $", {Literals.Sql(Flags(call, 3))}" : "";
        return call.Result($"regexp_replace({call.String(0)}, {call.String(1)}, {call.String(2)}{flags})", OutputType.String);
    }

    private static string Flags(FunctionCall call, int index)
    {
        string flags = call.Literal(index, "flags");
        return flags.All(c => c is 'i' or 'g' or 's' or 'm' or 'c')
            ? flags
            : throw QueryException.Planning($"Invalid regular expression flags '{flags}' in {call.Name}");
    }
}
