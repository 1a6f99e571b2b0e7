namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The tables an entry of FROM means; an unknown name means none.</summary>
internal static class MeasurementNames
{
    /// <exception cref="QueryException">A pattern is no regular expression.</exception>
    public static IEnumerable<TableSchema> Find(DatabaseCatalog catalog, MeasurementSource source)
    {
        if (source.Pattern is null)
        {
            return catalog.FindTable(source.Name!) is { } table ? [table] : [];
        }

        IReadOnlySet<string> names = NameRegex.Matching(source.Pattern, catalog.Tables.Select(table => table.Name));
        return catalog.Tables.Where(table => names.Contains(table.Name));
    }
}
