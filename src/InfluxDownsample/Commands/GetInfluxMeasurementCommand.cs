using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Lists the measurements of a database with their tags and fields, and on request their first and last time.</summary>
[Cmdlet(VerbsCommon.Get, "InfluxMeasurement")]
[OutputType(typeof(InfluxMeasurement))]
public sealed class GetInfluxMeasurementCommand : ConnectedCommand
{
    /// <summary>Names, wildcards allowed; left out, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "Names of measurements, wildcards allowed.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Look up the times of the first and the last row, too.</summary>
    [Parameter(HelpMessage = "Look up the times of the first and the last row, too.")]
    public SwitchParameter Range { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        IReadOnlyList<NamePattern> patterns = SelectionParameters.ReadNames(Name)!;
        string database = UsedDatabase;
        MeasurementCatalog catalog = Client.Measurements;
        TimeSpan? timeout = Client.Settings.Timeout;
        string[] exact = [.. patterns.Where(pattern => pattern.IsExact).SelectMany(pattern => new[] { pattern.Text, pattern.Typed }).OfType<string>()
            .Distinct(StringComparer.Ordinal)];
        IReadOnlyList<InfluxMeasurement> named = exact.Length > 0 ? WaitFor(token => catalog.ReadAsync(database, exact, timeout, token)) : [];
        IReadOnlyList<InfluxMeasurement> listed = patterns.All(pattern => pattern.IsExact) ? []
            : WaitFor(token => catalog.ReadAsync(database, names: null, timeout, token));
        // A deleted table is there for whoever names it.
        InfluxMeasurement[] found = [.. named.Concat(listed).DistinctBy(measurement => measurement.Name).OrderBy(measurement => measurement.Name,
            StringComparer.Ordinal)];
        ReportMissing(catalog, database, [.. patterns.Where(pattern => pattern.IsExact && !found.Any(measurement => pattern.Matches(measurement.Name)))]);
        InfluxMeasurement[] matching = [.. found.Where(measurement => patterns.Any(pattern => pattern.Matches(measurement.Name)))];
        long now = UnixNanoseconds.FromDateTime(DateTime.UtcNow);
        IReadOnlyList<InfluxMeasurement> measurements = Range ? WaitFor(token => catalog.WithRangesAsync(matching, now, timeout, token)) : matching;
        WriteObject(measurements.Select(measurement => RememberedConnection.Beside(measurement, UsedConnection)), enumerateCollection: true);
    }

    private void ReportMissing(MeasurementCatalog catalog, string database, NamePattern[] missing)
    {
        if (missing.Length == 0)
        {
            return;
        }

        TimeSpan? timeout = Client.Settings.Timeout;
        IReadOnlyList<string> known = WaitFor(token => catalog.ReadNamesAsync(database, timeout, token));
        foreach (NamePattern pattern in missing)
        {
            WriteError(ErrorRecords.From(MeasurementCatalog.NotFound(database, pattern.Text, known)));
        }
    }
}
