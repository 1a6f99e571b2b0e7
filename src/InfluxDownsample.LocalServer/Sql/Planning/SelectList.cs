namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What SELECT lists: wildcards, aliases, names of the result columns.</summary>
internal static class SelectList
{
    public static List<SelectColumn> Expand(IReadOnlyList<SelectItem> items, Scope scope) => [.. items.SelectMany(item => item switch
    {
        WildcardItem wildcard => Wildcard(wildcard, scope),
        ExpressionItem expression => [new SelectColumn(expression.Expression, expression.Alias)],
        _ => [],
    })];

    /// <summary>What every alias stands for; of equal ones the first counts.</summary>
    public static Dictionary<string, SqlExpression> Aliases(List<SelectColumn> items) =>
        items.Where(item => item.Alias is not null).DistinctBy(item => item.Alias).ToDictionary(item => item.Alias!, item => item.Expression);

    /// <param name="items">The select list.</param>
    /// <param name="binder">Binds its expressions.</param>
    /// <param name="begin">Is told which item is bound next.</param>
    /// <exception cref="QueryException">Two columns have the same name.</exception>
    public static List<OutputItem> Bind(List<SelectColumn> items, ExpressionBinder binder, Action<SelectColumn> begin)
    {
        List<OutputItem> outputs = [];
        foreach (SelectColumn item in items)
        {
            begin(item);
            outputs.Add(Bind(item, binder));
        }

        RequireUniqueNames(outputs);
        return outputs;
    }

    private static OutputItem Bind(SelectColumn item, ExpressionBinder binder)
    {
        BoundExpression bound = binder.Bind(item.Expression);
        return item.Alias is not null ? new OutputItem(bound, null, item.Alias)
            : bound.Column is { } plain ? new OutputItem(bound, plain.Qualifier, plain.Name) : new OutputItem(bound, null, bound.Name.Column);
    }

    private static void RequireUniqueNames(List<OutputItem> outputs)
    {
        Dictionary<(string?, string), int> seen = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            OutputItem output = outputs[i];
            if (!seen.TryAdd((output.Qualifier, output.Name), i))
            {
                int first = seen[(output.Qualifier, output.Name)];
                throw QueryException.Planning($"Projections require unique expression names but the expression \"{Text(outputs[first])}\" at position {first} "
                    + $"and \"{Text(output)}\" at position {i} have the same name. "
                    + "Consider aliasing (\"AS\") one of them.");
            }
        }

        foreach (OutputItem qualified in outputs.Where(output => output.Qualifier is not null))
        {
            Refuse.When(seen.ContainsKey((null, qualified.Name)), () => Ambiguous(qualified.Qualifier!, qualified.Name));
        }
    }

    public static QueryException Ambiguous(string qualifier, string name) => QueryException.Schema(
        $"Schema contains qualified field name {ScopeColumn.Quote(qualifier)}.{ScopeColumn.Quote(name)} and unqualified field name "
        + $"{ScopeColumn.Quote(name)} which would be ambiguous");

    private static string Text(OutputItem output) =>
        output.Expression.Name.Column == output.Name || output.Qualifier is not null
            ? output.Expression.Name.Text
            : $"{output.Expression.Name} AS {output.Name}";

    private static IEnumerable<SelectColumn> Wildcard(WildcardItem wildcard, Scope scope)
    {
        string? qualifier = wildcard.Qualifier.Count == 0 ? null : wildcard.Qualifier[^1];
        ScopeColumn[] columns = [.. scope.Columns.Where(column => qualifier is null ? !column.Hidden : column.Qualifier == qualifier)];
        Refuse.When(columns.Length == 0,
            () => QueryException.Planning(qualifier is null ? "SELECT * with no tables specified is not valid" : $"Invalid qualifier {qualifier}"));
        if (wildcard.Except.FirstOrDefault(name => !columns.Any(column => column.Name == name)) is { } unknown)
        {
            throw scope.NotFound([unknown]);
        }

        return columns.Where(column => !wildcard.Except.Contains(column.Name)).Select(column =>
            new SelectColumn(new NameExpression(column.Qualifier is null ? [column.Name] : [column.Qualifier, column.Name]), null));
    }
}
