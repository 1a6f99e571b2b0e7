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
        ulong series = 0;
        for (int ordinal = 0; ordinal < batch.Columns.Count; ordinal++)
        {
            ColumnBatch column = batch.Columns[ordinal];
            if (column.Column.Kind == ColumnKind.Tag && column[row] is { } text)
            {
                series += HashOf(ordinal, batch.Texts[text]);
            }
        }

        long time = batch.Columns[0][row]!.Value;
        bool mayRepeat = time <= table.LatestTimes.GetValueOrDefault(series, table.LoadedUntil);
        if (!mayRepeat)
        {
            table.LatestTimes[series] = time;
        }

        return mayRepeat;
    }

    // The same whatever the order of the tags. Two sets may share one; that only makes the store look for double keys where there are none.
    private static ulong HashOf(int ordinal, ReadOnlySpan<byte> value)
    {
        // FNV-1a, then a mix so that sums of tags spread.
        ulong hash = 14695981039346656037UL ^ ((ulong)ordinal * 0x9E3779B97F4A7C15UL);
        foreach (byte b in value)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93UL;
        return hash ^ (hash >> 32);
    }
}
