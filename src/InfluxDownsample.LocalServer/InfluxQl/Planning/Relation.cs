using System.Collections.ObjectModel;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A DuckDB query with a BIGINT column <c>time</c> and columns known by their InfluxDB names.</summary>
internal sealed record Relation(string Sql)
{
    /// <summary>The SQL of each value is the name of a column of the query.</summary>
    public required IReadOnlyList<RelationColumn> Columns { get; init; }

    /// <summary>What the schema says of the table the rows come from: kept by every step but LIMIT and fill(number). // wire reference 2.2</summary>
    public IReadOnlyDictionary<string, string> SchemaMetadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What is known of the column <c>time</c>: its metadata, and whether it may be null. // wire reference 2.4</summary>
    public SqlValue Time { get; init; } = SqlValue.Stored("time", ColumnKind.Time);

    /// <summary>
    /// Columns that put rows of one time in the order in which InfluxDB reads them: by the tags that do not already tell rows apart,
    /// and a row without a tag before those with it.
    /// </summary>
    public IReadOnlyList<string> TieBreak { get; init; } = [];

    /// <summary>The table whose columns these are; null behind a subquery.</summary>
    public string? Qualifier { get; init; }

    /// <summary>What all of several tables say alike.</summary>
    public static Dictionary<string, string> CommonMetadata(IEnumerable<Relation> relations) => relations
        .Select(relation => relation.SchemaMetadata.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).ToDictionary();

    /// <summary>The column of this name; of several, one that has values.</summary>
    public SqlValue? Find(string name) => Columns.Where(column => column.Name == name).MinBy(column => column.Value.IsNull)?.Value;

    public SqlValue? Find(Reference reference) => reference.IsTime ? Time : Find(reference.Name);
}

internal sealed record RelationColumn(string Name, SqlValue Value);
