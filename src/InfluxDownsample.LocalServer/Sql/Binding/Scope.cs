namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The columns that can be named at one place of a query; subqueries also see those of the query around them.</summary>
internal sealed record Scope(IReadOnlyList<ScopeColumn> Columns, Scope? Outer)
{
    /// <summary>The column of this name, or null.</summary>
    /// <exception cref="QueryException">More than one column answers to the name.</exception>
    public BoundExpression? Find(IReadOnlyList<string> parts) =>
        FindHere(parts) is { } column ? BoundExpression.Of(column) : Outer?.Find(parts);

    /// <summary><c>Schema error: No field named …</c> with a hint or the valid names.</summary>
    public QueryException NotFound(IReadOnlyList<string> parts)
    {
        string flat = string.Join('.', parts);
        string quoted = string.Join('.', parts.Select(ScopeColumn.Quote));
        bool differsInCase = Columns.Any(column => column.FlatName.Equals(flat, StringComparison.OrdinalIgnoreCase));
        string caseHint = !differsInCase ? ""
            : $". Column names are case sensitive. You can use double quotes to refer to the \"{quoted}\" column "
            + "or set the datafusion.sql_parser.enable_ident_normalization configuration";
        ScopeColumn? close = Columns.FirstOrDefault(column => EditDistance.Similarity(column.FlatName, parts[^1]) >= 0.5);
        string hint = close is not null ? $". Did you mean '{close.FlatName}'?"
            : Columns.Count == 0 ? "" : ". Valid fields are " + string.Join(", ", Columns.Select(column => column.QuotedFlatName));
        return QueryException.Schema($"No field named {quoted}{caseHint}{hint}.");
    }

    private ScopeColumn? FindHere(IReadOnlyList<string> parts)
    {
        string name = parts[^1];
        string? qualifier = parts.Count > 1 ? parts[^2] : null;
        ScopeColumn[] found = [.. Columns.Where(column => column.Name == name && (qualifier is null ? !column.Hidden : column.Qualifier == qualifier))];
        return found.Length <= 1 ? found.FirstOrDefault() : throw QueryException.Schema(qualifier is null
            ? $"Ambiguous reference to unqualified field {ScopeColumn.Quote(name)}"
            : $"Ambiguous reference to qualified field {found[0].QuotedFlatName}");
    }
}
