using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// The parameters of the job that a run was of, as the target database recorded them: what it read and wrote, its range, and what its table is. From these
/// an earlier run can be compared, or repeated.
/// </summary>
internal static class RunParameters
{
    /// <summary>The parameters by name.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(InfluxDownsampleRun recorded)
    {
        DownsampleRun run = recorded.Record;
        yield return (nameof(JobParameters.Measurement), WildcardPattern.Escape(run.Measurement));
        yield return (nameof(JobParameters.SourceDatabase), run.SourceDatabase);
        yield return (nameof(JobParameters.Target), recorded.Connection);
        yield return (nameof(JobParameters.TargetDatabase), run.TargetDatabase);
        yield return (nameof(JobParameters.TargetMeasurement), run.Target);
        yield return (nameof(JobParameters.Every), run.Every);
        yield return (nameof(JobParameters.Start), Time(run.From));
        yield return (nameof(JobParameters.Stop), Time(run.To));
        if (run.Definition is not { } table)
        {
            yield break;
        }

        yield return (nameof(JobParameters.TimeZone), table.TimeZone);
        yield return (nameof(JobParameters.Origin), Time(table.Origin));
        yield return (nameof(JobParameters.Stamp), table.Stamp);
        yield return (nameof(JobParameters.Tag), table.Tags.ToArray());
        yield return (nameof(JobParameters.NameTemplate), TemplateOf(table));
        yield return (nameof(JobParameters.Aggregate), new Hashtable(table.Fields.Values.GroupBy(field => field.Field)
            .ToDictionary(field => WildcardPattern.Escape(field.Key), field => field.Select(column => column.Function).ToArray())));
        yield return (nameof(JobParameters.FieldType), new Hashtable(table.Fields.Where(field => field.Value.Type is not null)
            .ToDictionary(field => field.Key, field => FieldTypeNames.Of(field.Value.Type!.Value))));
    }

    /// <summary>What of a run nobody can know from the record; null when all is known.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isGiven">Tells which parameters the command line gives.</param>
    public static InfluxException? Missing(DownsampleRun run, Func<string, bool> isGiven)
        => run.Definition is { Filter: { Length: > 0 } filter } && !isGiven(nameof(JobParameters.Where))
            ? new InfluxException(InfluxErrorId.InvalidParameter,
                $"The run of {Named(run)} cannot be taken for a job. It read only rows with {filter}; give the same -Where.") { Target = run.Measurement }
            : null;

    /// <summary>Why there is nothing to do about a run: one that was refused, or had nothing to do, planned no windows. Null when there is something.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isGiven">Tells which parameters the command line gives.</param>
    public static string? Nothing(DownsampleRun run, Func<string, bool> isGiven)
        => run.From is null && !isGiven(nameof(JobParameters.Start)) ? $"The run of {Named(run)} planned no windows ({run.Status}); it is passed over." : null;

    private static string Named(DownsampleRun run) => $"'{run.Measurement}' at {TimeText.Format(run.Started)}";

    // The names of all columns come from one template, so each of them shows it.
    private static string? TemplateOf(TableDefinition table)
    {
        ILookup<string, FieldDefinition> fields = table.Fields.Values.ToLookup(column => column.Field);
        bool isUsual = table.Fields.All(column
            => column.Key == NameOf(fields[column.Value.Field].Count() > 1 ? "{field}_{function}" : "{field}", column.Value));
        return isUsual ? null : table.Fields.Select(column => Template(column.Key, column.Value))
            .FirstOrDefault(template => table.Fields.All(column => column.Key == NameOf(template, column.Value)));
    }

    private static string Template(string name, FieldDefinition column)
        => name.Replace(column.Field, "{field}", StringComparison.Ordinal).Replace(column.Function, "{function}", StringComparison.Ordinal);

    private static string NameOf(string template, FieldDefinition column)
        => template.Replace("{function}", column.Function, StringComparison.Ordinal).Replace("{field}", column.Field, StringComparison.Ordinal);

    private static string? Time(long? nanoseconds) => nanoseconds is { } time ? TimeText.Format(time) : null;
}
