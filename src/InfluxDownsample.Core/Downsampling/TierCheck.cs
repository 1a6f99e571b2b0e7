using System.Text.Json;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Keeps tiers right. What an earlier run recorded of the source tells its interval and the function behind every field; without a record
/// nothing is refused.
/// </summary>
internal static class TierCheck
{
    /// <param name="job">The job that reads the tier.</param>
    /// <param name="columns">What it computes.</param>
    /// <param name="record">The last run that wrote the source; null when none is known.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>.</exception>
    public static void Check(DownsampleJob job, IReadOnlyList<DownsampleColumn> columns, JobEvent? record)
    {
        if (record is null)
        {
            return;
        }

        if (InfluxDuration.TryParse(record.Every, out InfluxDuration below) && !job.Every.IsMultipleOf(below))
        {
            throw new InfluxException(InfluxErrorId.TierInvalid, $"'{job.Source.Measurement}' holds windows of {below}; {job.Every} is no whole multiple of that.")
            {
                Target = job.Every.ToString(),
                Advice = $"Use an interval that windows of {below} fill, or downsample from the raw measurement '{record.Measurement}'.",
            };
        }

        Dictionary<string, string> functions = ReadFunctions(record.Functions);
        DownsampleColumn? mean = columns.FirstOrDefault(column => column is { Function.Kind: AggregateKind.Mean, Source: { Rollup: null, Stored: { } stored } }
            && functions.TryGetValue(stored.Name, out string? function) && function == "mean");
        if (mean is not null && !job.Force)
        {
            throw new InfluxException(InfluxErrorId.TierInvalid, $"'{mean.Source!.Stored!.Name}' of '{job.Source.Measurement}' holds means over {below}; a mean of means is not the mean when windows hold different numbers of rows.")
            {
                Target = mean.Source.Stored.Name,
                Advice = "Keep counts and sums in the lower tier (-Aggregate rollup), downsample from the raw measurement, or accept it with -Force.",
            };
        }
    }

    /// <summary>The function behind each field, for the record.</summary>
    public static string WriteFunctions(IEnumerable<DownsampleColumn> columns)
        => JsonSerializer.Serialize(columns.Where(column => column is { Function: not null, Checks: null }).ToDictionary(column => column.Name, column => column.Function!.Name));

    private static Dictionary<string, string> ReadFunctions(string? json)
    {
        try
        {
            return (json is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(json)) ?? [];
        }
        catch (JsonException)
        {
            // Somebody else's row; then nothing is known.
            return [];
        }
    }
}
