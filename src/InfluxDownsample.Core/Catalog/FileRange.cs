using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// From when to when the files of a measurement hold rows (wire reference 4.2). What the server has not written to files yet is not among them.
/// </summary>
internal static class FileRange
{
    /// <summary>The first and the last time in files; null when there are none, or the server does not show them.</summary>
    public static async Task<(long First, long Last)?> ReadAsync(QueryClient client, string database, string measurement, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var query = new InfluxQuery
        {
            // By its name: without it files of other measurements would be among them.
            Text = $"SELECT min(min_time) AS oldest, max(max_time) AS newest FROM system.parquet_files WHERE table_name = {SqlText.Literal(measurement)}",
        };
        try
        {
            foreach (PointBatch batch in await client.ReadAsync(query, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false))
            {
                if (batch.GetValue(0, 0) is long first && batch.GetValue(0, 1) is long last)
                {
                    return (first, last);
                }
            }
        }
        catch (InfluxException exception) when (exception.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound
            or InfluxErrorId.QueryRejected or InfluxErrorId.PermissionDenied)
        {
            // Other editions show no files, or other columns of them.
        }

        return null;
    }
}
