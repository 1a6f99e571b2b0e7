namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The names of result columns. // wire reference 2.4</summary>
internal static class FieldNaming
{
    /// <summary>The alias, the column, the function, or the names of an operation joined by underscores.</summary>
    public static string NameOf(SelectField field) => field.Alias ?? NameOf(field.Expression);

    /// <summary>Gives equal names the suffixes <c>_1</c>, <c>_2</c>, … in order.</summary>
    public static List<string> Distinct(IReadOnlyList<string> names)
    {
        var taken = new HashSet<string>(names, StringComparer.Ordinal);
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        var distinct = new List<string>(names.Count);
        foreach (string name in names)
        {
            if (!used.TryGetValue(name, out int next))
            {
                used[name] = 1;
                distinct.Add(name);
                continue;
            }

            while (!taken.Add($"{name}_{next}"))
            {
                next++;
            }

            used[name] = next + 1;
            distinct.Add($"{name}_{next}");
        }

        return distinct;
    }

    private static string NameOf(Expression expression) => expression switch
    {
        Reference reference => reference.Name,
        Call call => call.Function,
        BinaryExpression => string.Join('_', NamesIn(expression)),
        NestedExpression nested => NameOf(nested.Inner),
        _ => "",
    };

    private static IEnumerable<string> NamesIn(Expression expression) => expression switch
    {
        Reference reference => [reference.Name],
        Call call => [call.Function],
        BinaryExpression binary => NamesIn(binary.Left).Concat(NamesIn(binary.Right)),
        NestedExpression nested => NamesIn(nested.Inner),
        _ => [],
    };
}
