namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What SELECT lists: wildcards, aliases, names of the result columns.</summary>
internal static class SelectList
{
    public static List<ExpressionItem> Expand(IReadOnlyList<SelectItem> items, Scope scope) =>
        [.. items.SelectMany(item => item is WildcardItem wildcard ? Wildcard(wildcard, scope) : [(ExpressionItem)item])];

    /// <summary>What every alias stands for; of equal ones the first counts.</summary>
    public static Dictionary<string, SqlExpression> Aliases(List<ExpressionItem> items) =>
        items.Where(item => item.Alias is not null).DistinctBy(item => item.Alias).ToDictionary(item => item.Alias!, item => item.Expression);

    /// <exception cref="QueryException">Two columns have the same name.</exception>
    public static List<OutputItem> Bind(List<ExpressionItem> items, ExpressionBinder binder)
    {
        List<OutputItem> outputs = [.. items.Select(item => Output((binder with { Item = item }).Bind(item.Expression), item.Alias))];
        Dictionary<(string?, string), int> seen = [];
        foreach ((int position, OutputItem output) in outputs.Index())
        {
            int first = seen.TryAdd((output.Qualifier, output.Name), position) ? position : seen[(output.Qualifier, output.Name)];
            Refuse.When(first != position, () => QueryException.Planning(
                $"Projections require unique expression names but the expression \"{Text(outputs[first])}\" at position {first} "
                + $"and \"{Text(output)}\" at position {position} have the same name. Consider aliasing (\"AS\") one of them."));
        }

        OutputItem? twice = outputs.Find(output => output.Qualifier is not null && seen.ContainsKey((null, output.Name)));
        return twice is null ? outputs : throw Ambiguous(twice.Qualifier!, twice.Name);
    }

    private static OutputItem Output(BoundExpression bound, string? alias) =>
        alias is not null ? new OutputItem(bound, null, alias)
        : bound.Column is { } plain ? new OutputItem(bound, plain.Qualifier, plain.Name) : new OutputItem(bound, null, bound.Name.Column);

    public static QueryException Ambiguous(string qualifier, string name) => QueryException.Schema(
        $"Schema contains qualified field name {ScopeColumn.Quote(qualifier)}.{ScopeColumn.Quote(name)} and unqualified field name "
        + $"{ScopeColumn.Quote(name)} which would be ambiguous");

    private static string Text(OutputItem output) =>
        output.Expression.Name.Column == output.Name || output.Qualifier is not null
            ? output.Expression.Name.Text
            : $"{output.Expression.Name} AS {output.Name}";

    private static IEnumerable<ExpressionItem> Wildcard(WildcardItem wildcard, Scope scope)
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
            new ExpressionItem(new NameExpression(column.Qualifier is null ? [column.Name] : [column.Qualifier, column.Name]), null));
    }
}
