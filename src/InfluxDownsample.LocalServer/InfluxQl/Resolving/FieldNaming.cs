namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The names of result columns. // wire reference 2.4</summary>
internal static class FieldNaming
{
    /// <summary>The alias, the column, the function, or the names of an operation joined by underscores.</summary>
    public static string NameOf(SelectField field) => field.Alias ?? string.Join('_', NamesIn(field.Expression));

    /// <summary>Gives equal names the suffixes <c>_1</c>, <c>_2</c>, … in order.</summary>
    public static List<string> Distinct(IReadOnlyList<string> names)
    {
        HashSet<string> taken = [.. names];
        Dictionary<string, int> suffixes = [];
        List<string> distinct = [];
        foreach (string name in names)
        {
            string unique = name;
            while (!suffixes.TryAdd(name, 0) && !taken.Add(unique = $"{name}_{++suffixes[name]}"))
            {
                // that name with its suffix is another column's own
            }

            distinct.Add(unique);
        }

        return distinct;
    }

    private static IEnumerable<string> NamesIn(Expression expression) => expression switch
    {
        Reference reference => [reference.Name],
        Call call => [call.Function],
        _ => expression.Parts.SelectMany(NamesIn),
    };
}
