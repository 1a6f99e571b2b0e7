namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Where rows come from.</summary>
internal abstract record ResolvedSource
{
    /// <summary>Its fields, as a wildcard means them.</summary>
    public abstract IEnumerable<(string Name, ColumnKind? Kind)> Fields { get; }

    /// <summary>Its tags, as a wildcard means them.</summary>
    public abstract IEnumerable<string> Tags { get; }

    /// <summary>The tables that are read, by name.</summary>
    public abstract IEnumerable<string> Tables { get; }

    /// <summary>What it is of this name; null for a name it does not know, or knows nothing of.</summary>
    public abstract ColumnKind? KindOf(string name);

    /// <summary>Whether it gives rows for a field of this name.</summary>
    public abstract bool HasField(string name);
}

internal sealed record TableSource(TableSchema Table) : ResolvedSource
{
    /// <summary>The tables an entry of FROM means; an unknown name means none.</summary>
    /// <exception cref="QueryException">A pattern is no regular expression.</exception>
    public static IEnumerable<TableSource> Find(DatabaseCatalog catalog, MeasurementSource source)
    {
        Regex? pattern = source.Pattern is null ? null : NameRegex.Of(source.Pattern);
        return catalog.Tables.Where(table => pattern?.IsMatch(table.Name) ?? table.Name == source.Name).Select(table => new TableSource(table));
    }

    public override IEnumerable<(string Name, ColumnKind? Kind)> Fields =>
        Table.Columns.Where(column => column.Kind.IsField()).Select(column => (column.Name, (ColumnKind?)column.Kind));

    public override IEnumerable<string> Tags => Table.SeriesKey;

    public override IEnumerable<string> Tables => [Table.Name];

    public override ColumnKind? KindOf(string name) => Table.Find(name)?.Kind;

    public override bool HasField(string name) => KindOf(name)?.IsField() == true;
}

internal sealed record SelectSource(ResolvedSelect Select) : ResolvedSource
{
    public override IEnumerable<(string Name, ColumnKind? Kind)> Fields => Select.Fields.Select(column => (column.Name, column.Type));

    public override IEnumerable<string> Tags => Select.GroupTags;

    public override IEnumerable<string> Tables => Select.Sources.SelectMany(source => source.Tables);

    public override ColumnKind? KindOf(string name) =>
        Select.FindField(name) is { } field ? field.Type : Select.GroupTags.Contains(name) ? ColumnKind.Tag : null;

    public override bool HasField(string name) => Select.Sources.Count > 0 && Select.FindField(name) is not null;
}
