namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Brings a batch's rows into DuckDB and notes where a key may now occur twice.</summary>
internal static class TableAppender
{
    /// <param name="connection">The writing connection, inside a transaction.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="sequence">The number that the first row takes.</param>
    /// <returns>The times between which a key of the table may now occur twice.</returns>
    public static TimeRange? Append(DuckDBConnection connection, TableBatch batch, long sequence)
    {
        TableSchema table = batch.Table;
        TimeRange? suspect = table.Suspect;
        using (DuckDBAppender appender = connection.CreateAppender(table.PhysicalName))
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                IDuckDBAppenderRow target = appender.CreateRow();
                target.AppendValue(sequence + row);
                foreach (ColumnBatch column in batch.Columns)
                {
                    AppendValue(target, batch, column, row);
                }

                target.EndRow();
                suspect = NoteTime(table, batch, row) ? TimeRange.Join(suspect, batch.Columns[0][row]!.Value) : suspect;
            }
        }

        if (suspect != table.Suspect)
        {
            CatalogStore.SaveSuspect(connection, table, suspect);
        }

        return suspect;
    }

    private static void AppendValue(IDuckDBAppenderRow target, TableBatch batch, ColumnBatch column, int row) =>
        _ = column[row] is not { } value ? target.AppendNullValue() : column.Column.Kind switch
        {
            ColumnKind.Tag or ColumnKind.String => target.AppendValue(batch.Texts[value]),
            ColumnKind.Float => target.AppendValue(BitConverter.Int64BitsToDouble(value)),
            ColumnKind.Unsigned => target.AppendValue(unchecked((ulong)value)),
            ColumnKind.Boolean => target.AppendValue(value != 0),
            _ => target.AppendValue(value),
        };

    // A point later than all of its series has a new key; any other may repeat one.
    private static bool NoteTime(TableSchema table, TableBatch batch, int row)
    {
        ulong series = SeriesOf(batch, row);
        long time = batch.Columns[0][row]!.Value;
        bool mayRepeat = time <= table.LatestTimes.GetValueOrDefault(series, table.LoadedUntil);
        if (!mayRepeat)
        {
            table.LatestTimes[series] = time;
        }

        return mayRepeat;
    }

    // FNV-1a of the tags. Two series may share one; that only makes the store look for double keys where there are none.
    private static ulong SeriesOf(TableBatch batch, int row)
    {
        const ulong Prime = 1099511628211;
        ulong hash = 14695981039346656037;
        for (int ordinal = 0; ordinal < batch.Columns.Count; ordinal++)
        {
            if (batch.Columns[ordinal] is { Column.Kind: ColumnKind.Tag } tag && tag[row] is { } text)
            {
                hash = (hash ^ (ulong)ordinal) * Prime;
                foreach (byte part in batch.Texts[text])
                {
                    hash = (hash ^ part) * Prime;
                }
            }
        }

        return hash;
    }
}
