using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// Fills in the parameters of jobs: from what was given on the command line, which counts for all of them, and of what it leaves open from the job itself:
/// the keys of a hashtable, the properties of an object, or a text, which is a measurement's name.
/// </summary>
/// <param name="typed">What was given on the command line, by parameter.</param>
/// <param name="engine">The engine.</param>
internal sealed class JobBinder(IReadOnlyDictionary<string, object> typed, EngineIntrinsics engine)
{
    // A note in a list, such as _comment.
    private const char NotePrefix = '_';

    private static readonly HashSet<string> s_known = new(JobColumn.All.SelectMany(column => column.Names), StringComparer.OrdinalIgnoreCase);

    /// <summary>The job of the command line alone.</summary>
    public JobParameters BindTyped()
    {
        var job = new JobParameters();
        foreach (JobColumn column in JobColumn.All.Where(IsTyped))
        {
            column.Take(job, typed[column.Name]);
        }

        return Checked(job, "The job");
    }

    /// <summary>A job of a list. What is wrong with it stands in <see cref="JobParameters.Problem"/>, beside all that is right.</summary>
    public JobParameters Bind(PSObject given)
    {
        var job = new JobParameters();
        Dictionary<string, object?> values = new(StringComparer.OrdinalIgnoreCase);
        Try(job, () => Read(given, values));
        job.Problem ??= given.BaseObject is InfluxDownsampleRun run ? RunParameters.Missing(run.Record, typed.ContainsKey) : null;
        foreach (JobColumn column in JobColumn.All)
        {
            if (IsTyped(column))
            {
                column.Take(job, typed[column.Name]);
            }
            else if (column.Names.FirstOrDefault(values.ContainsKey) is { } name)
            {
                Try(job, () => column.Convert(job, values[name], IsWritten(given), engine));
            }
        }

        // Never what it is: its connections may hold tokens.
        return Checked(job, given.BaseObject is IDictionary or PSCustomObject or string ? "The job" : given.BaseObject.GetType().Name + " is no job: it");
    }

    private bool IsTyped(JobColumn column) => typed.ContainsKey(column.Name);

    private static void Try(JobParameters job, Action read)
    {
        try
        {
            read();
        }
        catch (InfluxException problem)
        {
            job.Problem ??= problem;
        }
    }

    private static JobParameters Checked(JobParameters job, string subject)
    {
        string? missing = !Array.Exists(job.Measurement, name => !string.IsNullOrWhiteSpace(name)) ? nameof(job.Measurement)
            : string.IsNullOrWhiteSpace(job.Every) ? nameof(job.Every)
            : null;
        job.Problem ??= missing is null ? null : new InfluxException(InfluxErrorId.InvalidParameter, $"{subject} has no {missing}.") { Target = missing };
        return job;
    }

    private static void Read(PSObject given, Dictionary<string, object?> values)
    {
        foreach ((string name, object? value) in ValuesOf(given))
        {
            if (!values.TryAdd(name, value))
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job has '{name}' twice.") { Target = name };
            }
        }

        CheckNames(values.Keys);
    }

    private static IEnumerable<(string Name, object? Value)> ValuesOf(PSObject given) => given.BaseObject switch
    {
        IDictionary keys => keys.Keys.Cast<object>().Select(key => (key.ToString()!, (object?)keys[key])),
        string text => ConnectionReference.MayHoldToken(text) ? [] : [(nameof(JobParameters.Measurement), text)],
        InfluxDownsampleRun run => RunParameters.Of(run),
        InfluxMeasurement measurement =>
        [
            (nameof(JobParameters.Measurement), WildcardPattern.Escape(measurement.Name)),
            (nameof(JobParameters.Source), RememberedConnection.Of(given)),
            (nameof(JobParameters.SourceDatabase), measurement.Database),
        ],
        PSCustomObject when CopiedMeasurement.Read(given) is { } copy =>
        [
            (nameof(JobParameters.Measurement), WildcardPattern.Escape(copy.Name)),
            (nameof(JobParameters.Source), copy.Connection),
            (nameof(JobParameters.SourceDatabase), copy.Database),
        ],
        // Objects of other commands, such as Get-InfluxMeasurement, have properties of their own.
        _ => given.Properties.Where(property => IsWritten(given) || s_known.Contains(property.Name))
            .Select(property => (property.Name, ValueOf(property))),
    };

    // Of a script or a getter; other jobs have nothing to do with it.
    private static object? ValueOf(PSPropertyInfo property) => PropertyValue.TryRead(property, out object? value) is not { } reason ? value
        : throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job's {property.Name} cannot be read: {reason}") { Target = property.Name };

    // By somebody who wrote a list, and not an object of a command that a file or another process brought back.
    private static bool IsWritten(PSObject given)
        => given.BaseObject is PSCustomObject
        && (!given.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal)
            || given.TypeNames[0].EndsWith('.' + nameof(PSCustomObject), StringComparison.Ordinal));

    private static void CheckNames(IEnumerable<string> names)
    {
        foreach (string name in names.Where(name => !s_known.Contains(name) && !name.StartsWith(NotePrefix) && !ObjectShape.IsOfRemoting(name)))
        {
            throw new InfluxException(
                InfluxErrorId.InvalidParameter, $"The job has '{name}', which is no parameter. {NearNames.Suggest(name, s_known, kind: null)}".TrimEnd())
            {
                Target = name,
                Advice = $"A note begins with an underscore: {NotePrefix}{name}.",
            };
        }
    }
}
