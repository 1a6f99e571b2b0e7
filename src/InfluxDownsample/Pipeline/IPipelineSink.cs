using System.Management.Automation;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// The door from asynchronous work to the pipeline. The engine accepts output only on its own thread, so everything is queued here;
/// when the pipeline is slower than the work, the work waits.
/// </summary>
internal interface IPipelineSink
{
    ValueTask OutputAsync(object value);

    ValueTask VerboseAsync(string text);

    ValueTask WarningAsync(string text);

    ValueTask ErrorAsync(ErrorRecord record);

    ValueTask ProgressAsync(ProgressRecord record);
}
