using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Counts the raw rows behind windows and the points that the target holds of them, together with the files of their databases.</summary>
/// <param name="job">The job.</param>
/// <param name="preparation">What is known of it.</param>
/// <param name="source">Reads the source.</param>
/// <param name="target">Reads the target.</param>
internal sealed class RowCounter(DownsampleJob job, DownsamplePreparation preparation, ChunkReader source, ChunkReader target)
{
    private readonly ChunkQueries _queries = preparation.Queries;

    /// <summary>Counts the raw rows of whole windows.</summary>
    /// <returns>How many each window has, by its start; windows without any are not in it.</returns>
    public async Task<IReadOnlyDictionary<long, long>> CountAsync(WindowSet windows, CancellationToken cancellationToken)
    {
        Dictionary<long, long> rows = [];
        foreach (WindowRun run in windows.SelectMany(span => job.Grid.Runs(span.Start, span.End)))
        {
            var chunk = new DownsampleChunk(run.Start, run.Length, run.Count);
            foreach ((long window, long count) in await CountAsync(chunk, cancellationToken).ConfigureAwait(false))
            {
                rows[window] = count;
            }
        }

        return rows;
    }

    /// <summary>Counts the raw rows of a chunk.</summary>
    /// <returns>How many each window has, by its start; windows without any are not in it.</returns>
    public async Task<IReadOnlyDictionary<long, long>> CountAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        FilesQuery? files = preparation.SourceFiles.Query;
        try
        {
            return RowsOf(await source.ReadAsync(chunk, part => _queries.Count(part, files), _queries.SourceShift, cancellationToken).ConfigureAwait(false));
        }
        catch (InfluxException exception) when (preparation.SourceFiles.IsHidden(exception))
        {
            return await CountAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Counts the points that the target holds of a chunk.</summary>
    public async Task<long> CountStoredAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        FilesQuery? files = preparation.TargetFiles.Query;
        InfluxQuery Query(DownsampleChunk part) => _queries.CountStored(part, preparation.Shape.Schema, preparation.Target!, files);
        try
        {
            List<PointBatch> counted = await target.ReadAsync(chunk, Query, _queries.ShiftOf(chunk), cancellationToken).ConfigureAwait(false);
            return counted.Sum(CountStored);
        }
        catch (InfluxException exception) when (preparation.TargetFiles.IsHidden(exception))
        {
            return await CountStoredAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds up the raw rows that an answer tells of.</summary>
    /// <returns>How many each window has, by its start; windows without any are not in it.</returns>
    public IReadOnlyDictionary<long, long> RowsOf(IEnumerable<PointBatch> batches)
    {
        Dictionary<long, long> rows = [];
        foreach (PointBatch batch in batches)
        {
            Add(rows, batch);
        }

        return rows;
    }

    private void Add(Dictionary<long, long> rows, PointBatch batch)
    {
        int column = batch.Schema.IndexOf(_queries.RowCount);
        if (column < 0)
        {
            throw new InfluxException(
                InfluxErrorId.QueryRejected, $"The server's answer lacks the column '{_queries.RowCount}'.") { Target = _queries.RowCount };
        }

        var counts = batch.Values(column) as WordValues;
        for (int row = 0; row < batch.RowCount; row++)
        {
            long count = counts?.Int64(batch.StoredRow(row)) ?? 0;
            if (FilesQuery.IsCount(count, out long files))
            {
                preparation.SourceFiles.See(files);
                continue;
            }

            long window = batch.GetNanoseconds(row, 0) - _queries.SourceShift;
            rows[window] = rows.GetValueOrDefault(window) + count;
        }
    }

    private long CountStored(PointBatch batch)
    {
        long points = 0;
        for (int row = 0; row < batch.RowCount; row++)
        {
            long count = Convert.ToInt64(batch.GetValue(row, 1), null);
            if (FilesQuery.IsCount(count, out long files))
            {
                preparation.TargetFiles.See(files);
            }
            else
            {
                points += count;
            }
        }

        return points;
    }
}
