using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Tells which points of a table lie in files, and no longer in the server's buffer (wire reference 4.2, 5.8).</summary>
/// <param name="place">The table.</param>
/// <param name="timeout">The limit for each answer; null for none.</param>
/// <param name="reader">Reads rows of the table, in pieces where the server wants it.</param>
internal sealed class StoredFiles(MeasurementLocation place, TimeSpan? timeout, ChunkReader reader)
{
    // Each ten minutes of a table become a file of their own.
    private const long Block = 600_000_000_000;

    // Where the server does not show its files: by then the buffer has been written to them.
    private const long SnapshotPeriod = 2 * Block;

    /// <summary>Finds out for the points between two times.</summary>
    /// <param name="from">The time of the first.</param>
    /// <param name="to">The time of the last.</param>
    /// <param name="written">When the table was last written to, as far as is known.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <returns>Whether the points at a time lie in files, and in one of a later snapshot than the given one; null is content with any.</returns>
    public async Task<Func<long, long?, bool>> FindAsync(long from, long to, long? written, CancellationToken cancellationToken)
    {
        Dictionary<long, (long Rows, long Snapshot)> inFiles = [];
        try
        {
            var files = new InfluxQuery
            {
                Text = $"SELECT min_time, row_count, path FROM system.parquet_files WHERE table_name = {SqlText.Literal(place.Measurement)}",
            };
            QueryClient query = place.Client.Query;
            foreach (PointBatch batch in await query.ReadAsync(files, place.Database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false))
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    long block = BlockOf(Convert.ToInt64(batch.GetValue(row, 0), null));
                    (long stored, long newest) = inFiles.GetValueOrDefault(block);
                    long snapshot = FileCounts.SnapshotOf(batch.GetValue(row, 2) as string) ?? 0;
                    inFiles[block] = (stored + Convert.ToInt64(batch.GetValue(row, 1), null), Math.Max(newest, snapshot));
                }
            }
        }
        catch (InfluxException exception) when (
            !exception.IsTransient && exception.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.QueryRejected or InfluxErrorId.PermissionDenied)
        {
            bool isOld = written is { } time && UnixNanoseconds.FromDateTime(DateTime.UtcNow) - time > SnapshotPeriod;
            return (_, _) => isOld;
        }

        Dictionary<long, long> visible = [];
        var blocks = new DownsampleChunk(BlockOf(from), Block, ((BlockOf(to) - BlockOf(from)) / Block) + 1);
        foreach (PointBatch batch in await reader.ReadAsync(blocks, Count, shift: 0, cancellationToken).ConfigureAwait(false))
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                visible[batch.GetNanoseconds(row, 0)] = Convert.ToInt64(batch.GetValue(row, 1), null);
            }
        }

        // Files hold a row twice that was written again, so their rows alone prove nothing of points that were written since the last one.
        return (time, after) => inFiles.TryGetValue(BlockOf(time), out (long Rows, long Snapshot) file)
            && file.Rows >= visible.GetValueOrDefault(BlockOf(time)) && !(file.Snapshot <= after);
    }

    private InfluxQuery Count(DownsampleChunk blocks) => new()
    {
        Text = $"SELECT date_bin(INTERVAL '10 minutes', time) AS time, count(*) AS rows\nFROM {SqlText.Name(place.Measurement)}\n"
            + $"WHERE time >= {SqlText.Time(blocks.From)} AND time < {SqlText.Time(blocks.To)}\nGROUP BY 1\nORDER BY 1",
    };

    private static long BlockOf(long time) => time - (((time % Block) + Block) % Block);
}
