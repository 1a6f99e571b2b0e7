using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>A query ready to run: DuckDB's text for it, and the schema the client is told.</summary>
public sealed record QueryPlan
{
    private static readonly Dictionary<string, string> s_noMetadata = [];

    /// <summary>The DuckDB statement. It returns the columns of <see cref="Columns"/> by position; their DuckDB names don't matter.</summary>
    public required string Sql { get; init; }

    public required IReadOnlyList<OutputColumn> Columns { get; init; }

    /// <summary>The columns that hold one constant, by index, and DuckDB's text of it.</summary>
    public IReadOnlyList<(int Column, string Sql)> Constants { get; init; } = [];

    /// <summary>Schema-level metadata; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> SchemaMetadata { get; init; } = s_noMetadata;

    /// <summary>Every reading of a stored table, with the time range its conditions leave. The file limit judges each by itself.</summary>
    public IReadOnlyList<ScannedTable> Scans { get; init; } = [];

    /// <summary>The schema the client is told, before the first batch and also when no row follows. // wire reference 2.1, 2.2</summary>
    public Schema Schema => new(
        Columns.Select(column => new Field(column.Name, column.Type.Arrow, column.Nullable, column.Metadata)),
        SchemaMetadata.Count == 0 ? null : SchemaMetadata);

    /// <summary>The answer of EXPLAIN: two rows, what is read, and that DuckDB does it. Its own plan would show names that mean nothing outside.</summary>
    public QueryPlan Explanation()
    {
        string columns = string.Join(", ", Columns.Select(column => column.Name));
        string scans = string.Concat(Scans.Select(scan => $"\n  TableScan: {scan.Table.Name}"));
        return new QueryPlan
        {
            Sql = $"VALUES ('logical_plan', {Literals.Sql($"Projection: {columns}{scans}")}), "
                + $"('physical_plan', {Literals.Sql($"DuckDBExec: columns=[{columns}]")})",
            Columns = [new OutputColumn("plan_type", OutputType.String, Nullable: false), new OutputColumn("plan", OutputType.String, Nullable: false)],
            Scans = Scans,
        };
    }
}
