using System.Globalization;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Downsampling;

/// <summary>Reads what the parameters of a job say, and finds its connections. Nothing is sent.</summary>
/// <param name="given">The parameters.</param>
internal sealed class JobReader(JobParameters given) : IDisposable
{
    // In nanoseconds: an hour.
    private const long MaxSettleTime = 3_600_000_000_000;

    private readonly UsedConnection _source = new(nameof(given.Source), nameof(given.SourceDatabase));
    private readonly UsedConnection _target = new(nameof(given.Target), nameof(given.TargetDatabase));

    /// <summary>The job without its measurements.</summary>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.InvalidParameter"/>: a value that can't be right; <see cref="InfluxErrorId.ConnectionNotFound"/>.
    /// </exception>
    public DownsampleJob Read()
    {
        InfluxConnection from = _source.Resolve(given.Source);
        InfluxConnection to = given.Target is null ? from : _target.Resolve(given.Target);
        string sourceDatabase = _source.Database(Text(given.SourceDatabase));
        string targetDatabase = Text(given.TargetDatabase) ?? (given.Target is null ? sourceDatabase : _target.Database(null));
        return Read(new MeasurementLocation(from.Client, sourceDatabase, ""), new MeasurementLocation(to.Client, targetDatabase, ""));
    }

    /// <summary>The same of a job between two places that are known.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a value that can't be right.</exception>
    public DownsampleJob Read(MeasurementLocation source, MeasurementLocation target)
    {
        InfluxDuration every = InfluxDuration.Parse(given.Every, nameof(given.Every));
        _ = Template;
        long clock = UnixNanoseconds.FromDateTime(DateTime.UtcNow);
        long now = Time(given.Now, clock, nameof(given.Now)) ?? clock;
        TimeSpan? timeout = InRange(given.TimeoutSec, 1, int.MaxValue, nameof(given.TimeoutSec)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new DownsampleJob
        {
            Source = source,
            Target = target,
            Aggregation = ReadAggregation(every, now),
            Range = ReadRange(now),
            FieldTypes = SelectionParameters.ReadFieldTypes(given.FieldType),
            Stamp = given.Stamp ?? WindowStamp.Start,
            SettleTime = ReadSettleTime(),
            OnChange = given.OnChange ?? ChangePolicy.Report,
            ThrottleLimit = (int)(InRange(given.ThrottleLimit, 1, 64, nameof(given.ThrottleLimit)) ?? 1),
            Verify = given.Verify,
            NoLock = given.NoLock,
            Force = given.Force,
            Timeout = timeout ?? source.Client.Settings.Timeout,
            NonFinite = given.NonFinite ?? NonFiniteValues.Skip,
            Write = ReadWriteOptions(timeout),
        };
    }

    private WindowAggregation ReadAggregation(InfluxDuration every, long now) => new()
    {
        Every = every,
        TimeZone = Text(given.TimeZone),
        Origin = Time(given.Origin, now, nameof(given.Origin)),
        Fields = SelectionParameters.ReadNames(given.Field),
        Aggregates = SelectionParameters.ReadAggregates(given.Aggregate),
        Tags = given.Tag,
        Filters = SelectionParameters.ReadFilters(given.Where),
        NameTemplate = NameTemplate.Check(Text(given.NameTemplate), nameof(given.NameTemplate), "field", "function"),
        MinimumSamples = InRange(given.MinimumSamples, 0, long.MaxValue, nameof(given.MinimumSamples)) ?? 0,
    };

    private DownsampleRange ReadRange(long now) => new()
    {
        Now = now,
        IsNowOfMachine = string.IsNullOrEmpty(given.Now),
        Start = Time(given.Start, now, nameof(given.Start)),
        Stop = Time(given.Stop, now, nameof(given.Stop)),
        Delay = Duration(given.Delay, nameof(given.Delay)),
        Lookback = Duration(given.Lookback, nameof(given.Lookback)),
        IncludePartial = given.IncludePartial,
        NewestFirst = given.NewestFirst,
        ChunkSize = Text(given.ChunkSize) is { } size ? InfluxDuration.Parse(size, nameof(given.ChunkSize)) : null,
    };

    /// <summary>The names and wildcards of the measurements.</summary>
    public IReadOnlyList<NamePattern> Measurements => SelectionParameters.ReadNames(given.Measurement)!;

    /// <summary>The name of the target.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it has a placeholder that stands for nothing.</exception>
    public string Template => NameTemplate.Check(Text(given.TargetMeasurement), nameof(given.TargetMeasurement), "measurement", "every") ?? "{measurement}";

    /// <summary>Database and measurement of the target, as well as can be told of a job that can't be read.</summary>
    /// <param name="measurement">The measurements of the source.</param>
    public string DescribeTarget(string measurement)
    {
        string? database = given.Target is null
            ? Text(given.TargetDatabase) ?? DatabaseOf(_source, given.Source, given.SourceDatabase)
            : DatabaseOf(_target, given.Target, given.TargetDatabase);
        string name = Text(given.TargetMeasurement) is { } template
            ? NameTemplate.TargetOf(template, measurement, given.Every)
            : measurement;
        return database is null || name.Length == 0 ? name : $"{database}/{name}";
    }

    /// <summary>Closes what was opened for this job alone.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    private WriteOptions ReadWriteOptions(TimeSpan? timeout)
    {
        var options = new WriteOptions { Timeout = timeout };
        options = options with { BatchSize = given.BatchSize ?? options.BatchSize, MaxRetry = given.MaxRetry ?? options.MaxRetry };
        options.Validate();
        return options;
    }

    private TimeSpan ReadSettleTime()
    {
        if (string.IsNullOrEmpty(given.SettleTime))
        {
            return TimeSpan.FromSeconds(2);
        }

        long nanoseconds = Duration(given.SettleTime, nameof(given.SettleTime)).ShortestNanoseconds;
        return TimeSpan.FromTicks(InRange(nanoseconds, 0, MaxSettleTime, nameof(given.SettleTime))!.Value / TimeSpan.NanosecondsPerTick);
    }

    private static InfluxDuration Duration(string? text, string parameter)
        => string.IsNullOrEmpty(text) ? InfluxDuration.Zero : InfluxDuration.Parse(text, parameter);

    private long? Time(string? text, long now, string parameter)
        => string.IsNullOrEmpty(text) ? null : TimeExpression.Parse(text, now, Text(given.TimeZone), parameter);

    private static long? InRange(long? number, long least, long most, string parameter)
        => number is null || (number >= least && number <= most) ? number
            : throw new InfluxException(
                InfluxErrorId.InvalidParameter, string.Create(CultureInfo.InvariantCulture, $"-{parameter} is {number}, and must be from {least} to {most}."))
            {
                Target = parameter,
            };

    // The connection may be what is wrong.
    private static string? DatabaseOf(UsedConnection used, ConnectionReference? reference, string? asked)
    {
        try
        {
            used.Resolve(reference);
            return used.Database(Text(asked));
        }
        catch (InfluxException)
        {
            return Text(asked);
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
