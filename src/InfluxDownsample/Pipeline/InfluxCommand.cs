using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Errors;
using InfluxDownsample.Points;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// What all cmdlets of this module share: Ctrl+C cancels whatever runs, errors of Core become error records, and what was opened is closed
/// also when a downstream command ends the pipeline early (then the engine calls only <see cref="Dispose()"/>, never <see cref="StopProcessing"/>).
/// </summary>
public abstract class InfluxCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    // One for all input objects.
    private readonly Action _process;

    // And said nothing but its error.
    private bool _hasFailed;

    /// <summary>Cancelled by Ctrl+C.</summary>
    private protected CancellationToken StopToken { get; }

    private protected InfluxCommand()
    {
        StopToken = _stop.Token;
        _process = Process;
    }

    /// <summary>Before the first input object.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>For each input object, once without any.</summary>
    private protected virtual void Process()
    {
    }

    /// <summary>After the last input object.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>Before what still runs is cancelled, unless Ctrl+C has cancelled it: another command of the pipeline may have failed.</summary>
    private protected virtual void Settle()
    {
    }

    /// <summary>Closes what the cmdlet opened; runs at every kind of end.</summary>
    private protected virtual void Close()
    {
    }

    /// <summary>Whether each pipeline object is a question of its own, so that one that fails keeps no other from its answer.</summary>
    private protected virtual bool AreInputsIndependent => false;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Run(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(_process);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(End);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Ends what still runs and closes what the cmdlet opened.</summary>
    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
        {
            Settle();
        }

        _stop.Cancel();
        Close();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A progress bar of its own for each command of a pipeline.</summary>
    private protected ProgressBar Bar(string activity) => new(MyInvocation.PipelinePosition, activity);

    /// <summary>Writes the rows of a batch, one by one.</summary>
    private protected void WriteRows(object batch)
    {
        var rows = (InfluxBatch)batch;
        for (int row = 0; row < rows.RowCount; row++)
        {
            WriteObject(rows.PointAt(row));
        }
    }

    /// <summary>Runs asynchronous work that produces no output on the way.</summary>
    private protected T WaitFor<T>(Func<CancellationToken, Task<T>> work) => Task.Run(() => work(StopToken)).GetAwaiter().GetResult();

    /// <summary>Runs asynchronous work that produces nothing.</summary>
    private protected static void WaitFor(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();

    /// <summary>Runs asynchronous work and delivers what it sends until it has ended.</summary>
    /// <param name="work">The work; it sends to the sink.</param>
    /// <param name="output">What to do with an output value instead of writing it to the pipeline.</param>
    private protected void RunToEnd(Func<IPipelineSink, CancellationToken, Task> work, Action<object>? output = null)
    {
        using Pump pump = new(this, output, StopToken);
        pump.Start(work);
        pump.Finish();
    }

    private void Run(Action step)
    {
        if (_hasFailed)
        {
            return;
        }

        try
        {
            step();
        }
        catch (InfluxException failure) when (IsAboutOneInput(failure))
        {
            WriteError(ErrorRecords.From(failure));
        }
        catch (InfluxException failure) when (IsSilenced)
        {
            WriteError(ErrorRecords.From(failure));
            _hasFailed = true;
        }
        catch (InfluxException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure));
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // Ctrl+C: no error record.
            throw new PipelineStoppedException();
        }
    }

    // The engine minds -ErrorAction for errors that do not terminate. Who asks for silence gets it for the others, too, and nobody has to catch them.
    private bool IsSilenced
        => MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? said) && said is (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private bool IsAboutOneInput(InfluxException failure) => AreInputsIndependent && MyInvocation.ExpectingInput && failure.Id is not (
        InfluxErrorId.ConnectionNotFound or InfluxErrorId.ConnectionFailed or InfluxErrorId.AuthenticationFailed
        or InfluxErrorId.PermissionDenied or InfluxErrorId.InsecureConnection);
}
