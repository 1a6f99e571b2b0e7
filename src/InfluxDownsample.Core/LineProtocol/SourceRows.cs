using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Windows do not get among the rows that they were computed of just because nobody said where they go: a mean takes the place of the raw point at the start of
/// its window, and the next mean is one of both.
/// </summary>
internal static class SourceRows
{
    /// <summary>Rows whose times the server has computed need a destination that was said, where their own table would be it.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SourceEqualsTarget"/>.</exception>
    public static void KeepApart(PointSchema schema, LineProtocolOptions options)
    {
        // What nothing names is refused elsewhere.
        bool isSaid = options.Measurement is not null || (schema.Measurement is null && schema.IndexOf(PointSchema.MeasurementColumn) < 0);
        if (isSaid || options.Destination is null || options.Destination != schema.Origin || HasStoredTimes(schema, options))
        {
            return;
        }

        string table = schema.Measurement is { } name ? $"measurement '{ErrorText.Quote(name)}'" : "the measurements";
        throw new InfluxException(InfluxErrorId.SourceEqualsTarget,
            $"These rows were computed of {table} in database '{options.Destination.Database}', and would be written among those that they were computed of.")
        {
            Target = schema.Measurement ?? options.Destination.Database,
            Advice = "Name where they go with -Measurement, or another database. Points as they are stored, changed or not, go back without a name.",
        };
    }

    // The server marks a time that is a stored row's own, and no computed one (wire reference 2.2).
    private static bool HasStoredTimes(PointSchema schema, LineProtocolOptions options)
        => schema.IndexOf(options.TimestampColumn) is >= 0 and var time && schema.Columns[time] is { Role: ColumnRole.Time, RoleFromServer: true };
}
