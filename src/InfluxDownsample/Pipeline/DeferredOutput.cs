using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Errors;
using InfluxDownsample.Points;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// What a command that writes points has to say while the pipeline thread may be anywhere: kept, and delivered between two input objects.
/// </summary>
/// <param name="command">The command.</param>
/// <param name="passThru">Whether the input objects are its output.</param>
internal sealed class DeferredOutput(Cmdlet command, bool passThru)
{
    private readonly ConcurrentQueue<WriteEvent> _events = new();
    private readonly ConcurrentQueue<ErrorRecord> _errors = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<RequestRetriedEvent> _retries = new();
    private readonly BatchConfirmations _batches = new();
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;
    private ExceptionDispatchInfo? _failure;

    // Set after something was put into a queue, cleared before all are emptied: one look per input object instead of four.
    private volatile bool _mayWait;

    /// <summary>Whether this is the pipeline thread, the only one from which anything may be said.</summary>
    public bool IsOnPipelineThread => Environment.CurrentManagedThreadId == _pipelineThread;

    /// <summary>Whether errors wait for the pipeline.</summary>
    public bool HasErrors => !_errors.IsEmpty;

    /// <summary>The object that a line is about; a row of a batch as a point.</summary>
    public static object? PointOf(LineSource source) => source.Input is InfluxBatch batch ? batch.GetPoint(source.Row) : source.Input;

    /// <summary>What requests wait for before they are sent again.</summary>
    public RetryWait Wait { get; } = new();

    public void Add(WriteEvent happened)
    {
        if (happened is RequestRetriedEvent retried)
        {
            Wait.Note(retried.Retry);
            _retries.Enqueue(retried);
        }
        else
        {
            _events.Enqueue(happened);
        }

        _mayWait = true;
    }

    /// <summary>Tells of waits when they begin, in the middle of an input object too.</summary>
    public void DeliverRetries()
    {
        while (_retries.TryDequeue(out RequestRetriedEvent? retried))
        {
            command.WriteVerbose(RetryMessage.Of(retried.Retry));
        }
    }

    public void Warn(string warning)
    {
        _warnings.Enqueue(warning);
        _mayWait = true;
    }

    /// <summary>
    /// An error about one object: at once where that is possible, for with <c>-ErrorAction Stop</c> nothing that came after the object is to be sent.
    /// </summary>
    public void Tell(ErrorRecord error)
    {
        if (IsOnPipelineThread)
        {
            command.WriteError(error);
        }
        else
        {
            _errors.Enqueue(error);
            _mayWait = true;
        }
    }

    /// <summary>What went wrong beside the pipeline and ends the command.</summary>
    public void Fail(Exception failure)
    {
        _failure = ExceptionDispatchInfo.Capture(failure);
        _mayWait = true;
    }

    /// <summary>Says all that waits.</summary>
    public void Deliver()
    {
        if (_mayWait)
        {
            _mayWait = false;
            DeliverWaiting();
        }
    }

    private void DeliverWaiting()
    {
        DeliverRetries();
        while (_warnings.TryDequeue(out string? warning))
        {
            command.WriteWarning(warning);
        }

        while (_errors.TryDequeue(out ErrorRecord? error))
        {
            command.WriteError(error);
        }

        _failure?.Throw();
        while (_events.TryDequeue(out WriteEvent? happened))
        {
            Deliver(happened);
        }
    }

    /// <summary>Notes what became of a row. A batch goes on once all of its rows are settled, any other object at once.</summary>
    public void Settle(object? input, bool confirmed)
    {
        if (passThru && input is not null && (input is InfluxBatch batch ? _batches.Settle(batch, confirmed) : confirmed))
        {
            command.WriteObject(input);
        }
    }

    private void Deliver(WriteEvent happened)
    {
        if (WriteMessages.FindVerbose(happened) is { } text)
        {
            command.WriteVerbose(text);
        }

        if (happened is LineRefusedEvent refused)
        {
            command.WriteError(WriteMessages.Refused(refused, PointOf(refused.Source) ?? refused.Error.OriginalLine));
            Settle(refused.Source.Input, confirmed: false);
        }

        foreach (LineSource source in happened is ConfirmedEvent confirmed ? confirmed.Sources : [])
        {
            Settle(source.Input, confirmed: true);
        }
    }
}
