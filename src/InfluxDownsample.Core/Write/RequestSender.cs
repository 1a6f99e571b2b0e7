using InfluxDownsample.Core.Errors;
using Polly;
using Polly.Retry;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Sends a request until it is confirmed, refused for good, or out of tries. The very same bytes go each time: a write whose answer was lost may be
/// repeated because equal points with equal values change nothing (wire reference 5.8).
/// </summary>
internal sealed class RequestSender
{
    private readonly WriteClient _client;
    private readonly WriteTarget _target;
    private readonly WriteOptions _options;
    private readonly WriteReport _report;
    private readonly bool _confirm;
    private readonly Action<WriteEvent> _notify;
    private readonly ResiliencePipeline _retry;

    public RequestSender(WriteClient client, WriteTarget target, WriteOptions options, WriteReport report, bool confirm, Action<WriteEvent> notify)
    {
        _client = client;
        _target = target;
        _options = options;
        _report = report;
        _confirm = confirm;
        _notify = notify;
        _retry = options.MaxRetry == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder().AddRetry(RetryOptions()).Build();
    }

    /// <summary>Sends the request and counts what became of its points.</summary>
    /// <exception cref="InfluxException">The request was refused or failed for good; none of its points counts as written.</exception>
    public async Task SendAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        if (_options.IsRehearsal)
        {
            return;
        }

        await RequireServerAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            WriteBody body = _client.Pack(request.Lines.WrittenMemory);
            await _retry.ExecuteAsync(async token => await SendOnceAsync(body, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            _report.CountWritten(request, refused: 0);
            Confirm(request, []);
        }
        catch (InfluxWriteException exception) when (exception.Id == InfluxErrorId.PartialWrite && _target.AcceptPartial)
        {
            _report.CountWritten(request, exception.LineErrors.Count);
            NotifyRefused(request, exception);
        }
        catch (InfluxWriteException exception)
        {
            _report.CountFailed(request.PointCount);
            throw Explain(request, exception);
        }
        catch
        {
            _report.CountFailed(request.PointCount);
            throw;
        }
    }

    // A server that was never there is said at once; only one that has answered before is waited for.
    private async Task RequireServerAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _client.UsesV2Async(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _report.CountFailed(request.PointCount);
            throw;
        }
    }

    private async Task SendOnceAsync(WriteBody body, CancellationToken cancellationToken)
    {
        _report.CountRequest();
        await _client.SendAsync(_target, body, _options.Timeout, cancellationToken).ConfigureAwait(false);
    }

    private RetryStrategyOptions RetryOptions() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<InfluxWriteException>(static exception => exception.IsTransient),
        MaxRetryAttempts = _options.MaxRetry,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = _options.RetryDelay,
        MaxDelay = _options.MaxRetryDelay,
        // What the server asks for wins over our own guess.
        DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as InfluxWriteException)?.RetryAfter),
        OnRetry = arguments =>
        {
            _report.CountRetry();
            _notify(new RetryEvent(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message ?? ""));
            return ValueTask.CompletedTask;
        },
    };

    private void Confirm(WriteRequest request, HashSet<int> refused)
    {
        if (_confirm)
        {
            LineSource[] sources = request.Sources.ToArray();
            _notify(new ConfirmedEvent(refused.Count == 0 ? sources : [.. sources.Where((_, index) => !refused.Contains(index))]));
        }
    }

    private void NotifyRefused(WriteRequest request, InfluxWriteException exception)
    {
        var refused = new HashSet<int>();
        foreach (LineError error in exception.LineErrors)
        {
            int index = IndexOf(request, error);
            refused.Add(index);
            _notify(new LineRefusedEvent(error, index < 0 ? default : request.Sources[index]));
        }

        Confirm(request, refused);
    }

    private InfluxWriteException Explain(WriteRequest request, InfluxWriteException exception)
    {
        string confirmed = $" {_report.PointsWritten} points had been confirmed before.";
        if (exception.IsTransient)
        {
            return new InfluxWriteException(InfluxErrorId.WriteFailed, exception.Message + $" {_options.MaxRetry} retries did not help." + confirmed, exception)
            {
                StatusCode = exception.StatusCode,
                Endpoint = exception.Endpoint,
                Target = exception.Target,
                Advice = exception.Advice,
            };
        }

        if (exception.LineErrors is not [{ } error, ..])
        {
            return exception;
        }

        int index = IndexOf(request, error);
        string line = index < 0 ? error.OriginalLine : request.LineText(index);
        return new InfluxWriteException(InfluxErrorId.WriteRejected, $"{exception.Message} Line '{line}': {error.Message}." + confirmed, exception)
        {
            StatusCode = exception.StatusCode,
            LineErrors = exception.LineErrors,
            Endpoint = exception.Endpoint,
            Target = (index < 0 ? null : request.Sources[index].Input) ?? line,
            Advice = "Correct or leave out that point, or use -AcceptPartial to store the others.",
        };
    }

    // Our bodies have no blank or comment lines, so the server's count is ours (wire reference 5.4).
    private static int IndexOf(WriteRequest request, LineError error)
        => error.LineNumber is { } number && number >= 1 && number <= request.PointCount ? number - 1 : -1;
}
