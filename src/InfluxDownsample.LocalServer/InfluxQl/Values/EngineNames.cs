namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>How the query engine names an expression in its errors: <c>count(cpu.usage)</c>. Casts leave no trace.</summary>
internal static class EngineNames
{
    /// <remarks><paramref name="qualifier"/>: The table columns come from, or null for those of a subquery.</remarks>
    public static string Of(Expression expression, string? qualifier) => expression switch
    {
        Reference reference => qualifier is null ? reference.Name : $"{qualifier}.{reference.Name}",
        Call { Function: "count", Arguments: [Call { Function: "distinct" } distinct] } => $"count(DISTINCT {Of(distinct.Arguments[0], qualifier)})",
        Call { Function: "mean" } call => $"avg({Of(call.Arguments[0], qualifier)})",
        Call call => $"{call.Function}({string.Join(",", call.Arguments.Select(argument => Of(argument, qualifier)))})",
        _ => ExpressionText.Of(expression),
    };
}
