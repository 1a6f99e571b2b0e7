using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What the catalogues say of a job's tables.</summary>
/// <param name="Source">The source.</param>
/// <param name="Files">What the files of the source's database said; null where the server does not show them.</param>
/// <param name="SourceHasLedger">Whether runs were recorded in the source's database.</param>
/// <param name="Target">The target; null while it does not exist.</param>
/// <param name="TargetFiles">The same of the target's database.</param>
/// <param name="TargetHasLedger">Whether runs were recorded in the target's database.</param>
/// <param name="NoDatabase">That the target's database is not there; null when it is.</param>
internal sealed record JobTables(
    InfluxMeasurement Source,
    FileCounts? Files,
    bool SourceHasLedger,
    InfluxMeasurement? Target,
    FileCounts? TargetFiles,
    bool TargetHasLedger,
    InfluxException? NoDatabase)
{
    /// <summary>Asks for all columns; once, where both tables are in one database.</summary>
    public static async Task<JobTables> ReadAsync(DownsampleJob job, CancellationToken cancellationToken)
    {
        MeasurementLocation source = job.Source;
        MeasurementLocation target = job.Target;
        bool isOne = source.Database == target.Database && source.Client.Settings.Uri == target.Client.Settings.Uri;
        string[] names = isOne ? [source.Measurement, target.Measurement, LedgerLines.Measurement] : [source.Measurement, LedgerLines.Measurement];
        (IReadOnlyList<InfluxMeasurement> found, FileCounts? files) = await source.Client.Measurements
            .ReadWithFilesAsync(source.Database, names, new FilesQuery(source.Measurement), target.Measurement, job.Timeout, cancellationToken)
                .ConfigureAwait(false);
        InfluxMeasurement read = Find(found, source.Measurement)
            // Says what there is instead.
            ?? await source.Client.Measurements.GetAsync(source.Database, source.Measurement, job.Timeout, cancellationToken).ConfigureAwait(false);
        bool hasLedger = Find(found, LedgerLines.Measurement) is not null;
        if (isOne)
        {
            return new JobTables(read, files, hasLedger, Find(found, target.Measurement), files, hasLedger, null);
        }

        try
        {
            (IReadOnlyList<InfluxMeasurement> there, FileCounts? targetFiles) = await target.Client.Measurements
                .ReadWithFilesAsync(
                    target.Database,
                    [target.Measurement, LedgerLines.Measurement],
                    new FilesQuery(table: null),
                    target.Measurement,
                    job.Timeout,
                    cancellationToken).ConfigureAwait(false);
            return new JobTables(read, files, hasLedger, Find(there, target.Measurement), targetFiles, Find(there, LedgerLines.Measurement) is not null, null);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.DatabaseNotFound)
        {
            // Core and Enterprise create a database with the first write to it (wire reference 5.1); the others will refuse that write.
            return new JobTables(read, files, hasLedger, null, null, false, exception);
        }
        catch (InfluxException exception) when (exception.Id is InfluxErrorId.AuthenticationFailed or InfluxErrorId.PermissionDenied)
        {
            // Both databases may be on one server.
            throw new InfluxException(exception.Id, $"The target '{target.Database}' can't be read: {exception.Message}", exception)
            {
                Target = exception.Target,
                Endpoint = exception.Endpoint,
                Advice = exception.Advice,
            };
        }
    }

    /// <summary>The target's columns now; null while it does not exist.</summary>
    public static async Task<InfluxMeasurement?> ReadTargetAsync(DownsampleJob job, CancellationToken cancellationToken)
    {
        try
        {
            MeasurementLocation target = job.Target;
            return Find(
                await target.Client.Measurements.ReadAsync(target.Database, [target.Measurement], job.Timeout, cancellationToken).ConfigureAwait(false),
                target.Measurement);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.DatabaseNotFound)
        {
            return null;
        }
    }

    private static InfluxMeasurement? Find(IEnumerable<InfluxMeasurement> found, string name) => found.FirstOrDefault(table => table.Name == name);
}
