using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>Makes one job for each measurement that names and wildcards pick.</summary>
/// <param name="job">The job without its measurements.</param>
/// <param name="template">The name of the target.</param>
/// <param name="every">The interval as the template shows it.</param>
internal sealed class MeasurementJobs(DownsampleJob job, string template, string every)
{
    /// <summary>Whether there is a wildcard, so that the server must be asked for names.</summary>
    public static bool NeedNames(IEnumerable<NamePattern> patterns) => patterns.Any(pattern => !pattern.IsExact);

    /// <summary>The jobs, checked, in the order of the patterns.</summary>
    /// <param name="patterns">Names and wildcards.</param>
    /// <param name="known">The source's measurements; empty when there is no wildcard.</param>
    /// <param name="addMissing">Hears of patterns that pick nothing.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a job that can't be right, or two with one target.</exception>
    public IReadOnlyList<DownsampleJob> Make(IEnumerable<NamePattern> patterns, IReadOnlyList<string> known, Action<string, InfluxException> addMissing)
    {
        List<string> names = [];
        foreach (NamePattern pattern in patterns)
        {
            string[] found = pattern.IsExact ? [pattern.Text] : Picked(pattern, known);
            names.AddRange(found);
            if (found.Length == 0)
            {
                addMissing(pattern.Text, NoMatch(job.Source.Database, pattern));
            }
        }

        List<DownsampleJob> jobs = [.. names.Distinct(StringComparer.Ordinal).Select(name => job with
        {
            Source = job.Source with { Measurement = name },
            Target = job.Target with { Measurement = TargetOf(name) },
        })];
        jobs.ForEach(one => one.Validate());
        return jobs.GroupBy(one => one.Target.Measurement, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } clash
            ? throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"{string.Join(" and ", clash.Select(one => $"'{one.Source.Measurement}'"))} would be written to one measurement, '{clash.Key}'.")
            {
                Target = clash.Key,
                Advice = "Let -TargetMeasurement hold '{measurement}'.",
            }
            : jobs;
    }

    /// <summary>That a pattern picks nothing: a table that was renamed must not go unnoticed in a schedule.</summary>
    public static InfluxException NoMatch(string database, NamePattern pattern)
        => new(InfluxErrorId.MeasurementNotFound, $"Database '{database}' has no measurement that matches '{pattern.Text}'.")
        {
            Target = pattern.Text,
            Advice = "Names are case-sensitive. Get-InfluxMeasurement lists them.",
        };

    private string[] Picked(NamePattern pattern, IReadOnlyList<string> known)
    {
        string[] found = [.. known.Where(name => pattern.Matches(name) && !name.StartsWith("_downsample_", StringComparison.Ordinal))];
        // What a wildcard job has written must not become its next source.
        bool isOneDatabase = (job.Source with { Measurement = "" }).IsSameAs(job.Target with { Measurement = "" });
        HashSet<string> written = isOneDatabase ? [.. found.Select(TargetOf)] : [];
        return [.. found.Where(name => !written.Contains(name))];
    }

    private string TargetOf(string name) => NameTemplate.TargetOf(template, name, every);
}
