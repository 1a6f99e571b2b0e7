namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A column an expression may name.</summary>
internal sealed record ScopeColumn(string? Qualifier, string Name, OutputType Type, string Sql)
{
    public bool Nullable { get; init; } = true;

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>What the WHERE clauses below say about this time column; gap filling starts and ends there.</summary>
    public GapBounds Bounds { get; init; } = GapBounds.Open;

    /// <summary>The stored table whose time this is; null for every other column.</summary>
    public ScannedTable? Scan { get; init; }

    /// <summary>DuckDB's text of the constant that the column holds in all rows; null when it is none.</summary>
    public string? Constant { get; init; }

    /// <summary>The right side of USING: reachable by its qualifier only.</summary>
    public bool Hidden { get; init; }

    /// <summary>The name as expressions print it.</summary>
    public string FlatName => Qualifier is null ? Name : $"{Qualifier}.{Name}";

    /// <summary>The name as error messages print it: quoted where folding would change it.</summary>
    public string QuotedFlatName => Qualifier is null ? Quote(Name) : $"{Quote(Qualifier)}.{Quote(Name)}";

    public static string Quote(string name)
    {
        bool plain = name.Length > 0 && (char.IsAsciiLetterLower(name[0]) || name[0] == '_')
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
        return plain ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
