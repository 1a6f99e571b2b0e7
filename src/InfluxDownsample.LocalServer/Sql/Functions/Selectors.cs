namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// <c>selector_first|last|min|max(value, time [, other …])</c>: one row of the group as a struct. Rows without a value don't count;
/// of equal extremes the earliest is taken. // wire reference 3.2
/// </summary>
internal static class Selectors
{
    public static bool IsSelector(string name) => name.StartsWith("selector_", StringComparison.Ordinal) && FunctionTable.Aggregates.Has(name);

    /// <summary>One field of the struct, <c>selector_last(x, time)['value']</c>, computed without making the struct.</summary>
    public static BoundExpression Field(FunctionCall call, string field)
    {
        OutputType type = TypeOf(call);
        OutputField found = type.Fields.FirstOrDefault(f => f.Name == field)
            ?? throw QueryException.Planning($"Field {field} not found in struct");
        BoundExpression part = call[type.Fields.ToList().IndexOf(found)];
        return call.Aggregate(Pick(call, part.Sql), found.Type) with { Name = $"{call.Text}[{field}]" };
    }

    public static BoundExpression Whole(FunctionCall call)
    {
        OutputType type = TypeOf(call);
        string fields = string.Join(", ", type.Fields.Select((field, i) => $"'{field.Name}': {call[i].Sql}"));
        return call.Aggregate(Pick(call, $"{{{fields}}}"), type);
    }

    private static string Pick(FunctionCall call, string what)
    {
        (string value, string time) = (call[0].Sql, call[1].Sql);
        // arg_min and arg_max pass over null results, the *_null forms don't: the fields beside the value may be null
        return call.Name switch
        {
            "selector_first" => call.Core("arg_min_null", $"{what}, {time}", filter: $"{value} IS NOT NULL"),
            "selector_last" => call.Core("arg_max_null", $"{what}, {time}", filter: $"{value} IS NOT NULL"),
            "selector_min" => call.Core("arg_min_null", $"{what}, {{'a': {value}, 'b': {time}}}", filter: $"{value} IS NOT NULL"),
            _ => call.Core("arg_max_null", $"{what}, {{'a': {value}, 'b': -{time}}}", filter: $"{value} IS NOT NULL"),
        };
    }

    private static OutputType TypeOf(FunctionCall call)
    {
        Refuse.When(call.Count < 2, call.NoMatch);
        bool value = call[0].Type.IsNumeric || call[0].Type.IsString || call[0].Type.Kind is ArrowTypeId.Boolean or ArrowTypeId.Null;
        Refuse.When(!value || !call[1].Type.IsTimestamp || call.Distinct, call.NoMatch);
        List<OutputField> fields = [new("value", call[0].Type), new("time", call[1].Type)];
        fields.AddRange(call.Arguments.Skip(2).Select((argument, i) => new OutputField($"other_{i + 1}", argument.Type)));
        return OutputType.StructOf(fields);
    }
}
