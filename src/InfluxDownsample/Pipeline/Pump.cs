using System.Management.Automation;
using System.Threading.Channels;

namespace InfluxDownsample.Pipeline;

/// <summary>
/// Runs asynchronous work beside the pipeline thread and delivers what it sends on that thread. Five rules:
/// <list type="number">
/// <item>The work runs on the thread pool, free of any host's synchronization context, and knows a sink, not the cmdlet.</item>
/// <item>The queue is bounded, and a blocked sender is released by the token.</item>
/// <item>The work closes the queue at every kind of end; the pipeline thread reads it without a token, so nothing sent is lost.</item>
/// <item>Leaving, in whatever way, cancels the work and waits for it: a downstream command that ends the pipeline early
/// leaves through an exception from WriteObject, and nothing else tells the work. Its own late failure does not replace that exception.</item>
/// <item>Failures come out as they are, never as an AggregateException.</item>
/// </list>
/// </summary>
internal sealed class Pump : IPipelineSink, IDisposable
{
    // Messages are as large as a batch, so a few are enough to keep both sides busy.
    private const int Capacity = 4;

    private readonly Cmdlet _command;
    private readonly Action<object> _output;
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationToken _token;
    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private Task _work = Task.CompletedTask;

    public Pump(Cmdlet command, Action<object>? output, CancellationToken stop)
    {
        _command = command;
        _output = output ?? command.WriteObject;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _token = _cancel.Token;
    }

    public void Start(Func<IPipelineSink, CancellationToken, Task> work)
        => _work = Task.Run(async () =>
        {
            try
            {
                await work(this, _token);
            }
            finally
            {
                _messages.Writer.Complete();
            }
        });

    /// <summary>Delivers what is ready, without waiting.</summary>
    public void Drain()
    {
        while (_messages.Reader.TryRead(out Message? message))
        {
            Deliver(message);
        }
    }

    /// <summary>Delivers everything until the work has ended, then throws what made it fail.</summary>
    public void Finish()
    {
        while (_messages.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            Drain();
        }

        _work.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _cancel.Cancel();
        ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _cancel.Dispose();
    }

    ValueTask IPipelineSink.OutputAsync(object value) => Send(Kind.Output, value);

    ValueTask IPipelineSink.VerboseAsync(string text) => Send(Kind.Verbose, text);

    ValueTask IPipelineSink.WarningAsync(string text) => Send(Kind.Warning, text);

    ValueTask IPipelineSink.ErrorAsync(ErrorRecord record) => Send(Kind.Error, record);

    ValueTask IPipelineSink.ProgressAsync(ProgressRecord record) => Send(Kind.Progress, record);

    private ValueTask Send(Kind kind, object value) => _messages.Writer.WriteAsync(new Message(kind, value), _token);

    private void Deliver(Message message)
    {
        switch (message.Kind)
        {
            case Kind.Output:
                _output(message.Value);
                break;
            case Kind.Verbose:
                _command.WriteVerbose((string)message.Value);
                break;
            case Kind.Warning:
                _command.WriteWarning((string)message.Value);
                break;
            case Kind.Error:
                _command.WriteError((ErrorRecord)message.Value);
                break;
            case Kind.Progress:
                _command.WriteProgress((ProgressRecord)message.Value);
                break;
        }
    }

    private enum Kind
    {
        Output,
        Verbose,
        Warning,
        Error,
        Progress,
    }

    // A class, for which the framework brings its queue compiled.
    private sealed record Message(Kind Kind, object Value);
}
