using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is on record about one table: what it is, and which of its windows are done.</summary>
internal sealed record TableLedger
{
    /// <summary>Nothing is on record.</summary>
    public static TableLedger None { get; } = new();

    /// <summary>What the table is; null when no run has written to it.</summary>
    public TableDefinition? Definition { get; init; }

    /// <summary>Tells it apart from an earlier table of the name; null without a definition.</summary>
    public string? Table { get; init; }

    /// <summary>Which windows are done; null when a run of another version did not say.</summary>
    public Coverage? Coverage { get; init; } = Downsampling.Coverage.None;

    /// <summary>The run whose row is the newest about the table, and the kind of the row; null without a definition.</summary>
    public (string Run, string Kind)? Newest { get; init; }

    /// <summary>The rows that were read. Rows are only ever added: each of them has to be seen again.</summary>
    public IReadOnlyList<LedgerRow> Rows { get; init; } = [];

    /// <summary>When the last row about the table was written, by the server's clock; null without a definition.</summary>
    public long? Time { get; init; }

    /// <summary>Takes from rows what they tell: each holds all that its run knew.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="target">Its name.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>: the newest row cannot be read.</exception>
    public static TableLedger Of(IReadOnlyList<LedgerRow> rows, string target)
    {
        // An end counts before the beginning that the server took in at the same moment.
        LedgerRow[] known = [.. rows.Where(row => row.IsOfTable).OrderByDescending(row => row.Time).ThenByDescending(row => row.Kind == LedgerRow.End)];
        if (known.Length == 0)
        {
            return None with { Rows = rows };
        }

        LedgerRow newest = known[0];
        TableDefinition definition = TableDefinition.Read(newest.Definition) ?? throw new InfluxException(InfluxErrorId.SchemaConflict,
            $"What run {newest.Run} of {newest.Owner} recorded of '{target}' cannot be read.")
        {
            Target = target,
            Advice = "A newer version of the module may have written it. Choose another -TargetMeasurement, or update the module.",
        };
        return new TableLedger
        {
            Definition = definition,
            Rows = rows,
            Table = newest.Table,
            // Runs without a lock may have gone on side by side.
            Coverage = newest.Coverage is { } coverage
                ? known.Skip(1).Where(row => row.Table == newest.Table).Select(row => row.Coverage).OfType<Coverage>()
                    .Aggregate(coverage, (newer, older) => newer.Union(older))
                : null,
            Newest = (newest.Run, newest.Kind),
            Time = newest.Time,
        };
    }
}
