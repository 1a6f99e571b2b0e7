using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// The parameters of one job, wherever they come from: the command line, a hashtable, or an object of a CSV, JSON or psd1 file.
/// <see cref="JobBinder"/> fills them in. They are named and typed as the parameters of Invoke-InfluxDownsample are; what was not given is null, empty or off.
/// </summary>
internal sealed class JobParameters
{
    public string[] Measurement { get; private set; } = [];

    public string Every { get; private set; } = "";

    public ConnectionReference? Source { get; private set; }

    public ConnectionReference? Target { get; private set; }

    public string? SourceDatabase { get; private set; }

    public string? TargetDatabase { get; private set; }

    public string? TargetMeasurement { get; private set; }

    public string? Start { get; private set; }

    public string? Stop { get; private set; }

    public object? Aggregate { get; private set; }

    public string[]? Field { get; private set; }

    public string[]? Tag { get; private set; }

    public object? Where { get; private set; }

    public string? NameTemplate { get; private set; }

    public object? FieldType { get; private set; }

    public string? TimeZone { get; private set; }

    public string? Origin { get; private set; }

    public WindowStamp? Stamp { get; private set; }

    public string? Delay { get; private set; }

    public string? SettleTime { get; private set; }

    public string? Lookback { get; private set; }

    public ChangePolicy? OnChange { get; private set; }

    public SwitchParameter IncludePartial { get; private set; }

    public long? MinimumSamples { get; private set; }

    public string? ChunkSize { get; private set; }

    public SwitchParameter NewestFirst { get; private set; }

    public int? ThrottleLimit { get; private set; }

    public SwitchParameter Verify { get; private set; }

    public SwitchParameter NoLock { get; private set; }

    public SwitchParameter Force { get; private set; }

    public NonFiniteValues? NonFinite { get; private set; }

    public int? BatchSize { get; private set; }

    public int? MaxRetry { get; private set; }

    public string? Now { get; private set; }

    public int? TimeoutSec { get; private set; }

    /// <summary>Whether the job is to run; only a job of a list says so.</summary>
    public SwitchParameter Enabled { get; private set; } = true;

    /// <summary>The first thing that is wrong with what was given; the job cannot run then. Null when nothing is.</summary>
    public InfluxException? Problem { get; set; }

    /// <summary>The measurements as one text.</summary>
    public string MeasurementNames => string.Join(',', Measurement);
}
