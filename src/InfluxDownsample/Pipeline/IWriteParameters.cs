using System.Management.Automation;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// The parameters of all commands that write. Each declares them itself, for a class has only one base; a test sees to it that they are alike.
/// </summary>
internal interface IWriteParameters
{
    /// <summary>The unit of the timestamps.</summary>
    WritePrecision Precision { get; }

    /// <summary>The most points in one request.</summary>
    int BatchSize { get; }

    /// <summary>How many times a request is repeated that may succeed later.</summary>
    int MaxRetry { get; }

    /// <summary>How many requests are under way at once.</summary>
    int ThrottleLimit { get; }

    /// <summary>The limit for one request in seconds.</summary>
    int? TimeoutSec { get; }

    /// <summary>Let the server answer before the points are durable.</summary>
    SwitchParameter NoSync { get; }

    /// <summary>Store the good lines of a request that also has refused ones.</summary>
    SwitchParameter AcceptPartial { get; }

    /// <summary>A file that gets every line that was not stored.</summary>
    string? RejectedPath { get; }

    /// <summary>Do not ask for the target's columns.</summary>
    SwitchParameter SkipSchemaCheck { get; }
}
