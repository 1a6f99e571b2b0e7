using System.Globalization;
using System.Net;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Brings a request to its end: confirmed, refused for good, or out of tries. The very same bytes go each time: a write whose answer was lost may be
/// repeated because equal points with equal values change nothing (wire reference 5.8). Every point is counted exactly once.
/// </summary>
internal sealed class RequestSender
{
    private readonly WriteClient _client;
    private readonly WriteTarget _target;
    private readonly WriteOptions _options;
    private readonly WriteReport _report;
    private readonly bool _confirm;
    private readonly Action<WriteEvent> _notify;
    private readonly RetryPolicy _retry;

    public RequestSender(WriteClient client, WriteTarget target, WriteOptions options, WriteReport report, bool confirm, Action<WriteEvent> notify)
    {
        _client = client;
        _target = target;
        _options = options;
        _report = report;
        _confirm = confirm;
        _notify = notify;
        _retry = new RetryPolicy { MaxRetry = options.MaxRetry, Delay = options.RetryDelay, MaxDelay = options.MaxRetryDelay, Budget = options.RetryBudget };
    }

    /// <summary>Sends the request and counts what became of its points.</summary>
    /// <exception cref="InfluxException">The request was refused or failed for good.</exception>
    public async Task SendAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        if (_options.IsRehearsal)
        {
            return;
        }

        LineSelection all = request.All;
        try
        {
            // A server that was never there is said at once; only one that has answered before is waited for.
            await _client.UsesV2Async(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveUp(all, exception is OperationCanceledException ? Unsent.CommandEnded : exception.Message);
            throw;
        }

        await SendLinesAsync(all, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendLinesAsync(LineSelection lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return;
        }

        try
        {
            await DeliverAsync(lines, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxWriteException refusal) when (refusal.IsTooLarge && lines.Count > 1)
        {
            await SendHalvesAsync(lines, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (InfluxWriteException refusal) when (_target.AcceptPartial && refusal.Id == InfluxErrorId.PartialWrite)
        {
            TakePartialWrite(lines, refusal);
            return;
        }
        catch (InfluxWriteException refusal) when (_target.AcceptPartial && IsLineRefusal(refusal))
        {
            await IsolateAsync(lines, refusal, cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (InfluxWriteException refusal)
        {
            throw Fail(lines, refusal);
        }
        catch (Exception exception)
        {
            GiveUp(lines, exception is OperationCanceledException ? Unsent.Unconfirmed : exception.Message);
            throw;
        }

        Confirm(lines);
    }

    private async Task DeliverAsync(LineSelection lines, CancellationToken cancellationToken)
    {
        using WriteBody body = _client.Pack(lines.Body());
        await _retry.ExecuteAsync(
            async token =>
            {
                _report.CountRequest();
                await _client.SendAsync(_target, body, _options.Timeout, token).ConfigureAwait(false);
            },
            static failure => failure.IsTransient,
            retry =>
            {
                _report.CountRetry(retry.Delay);
                _notify(new RequestRetriedEvent(retry));
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task SendHalvesAsync(LineSelection lines, CancellationToken cancellationToken)
    {
        (LineSelection first, LineSelection second) = lines.Halves();
        try
        {
            await SendLinesAsync(first, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveUp(second, exception is OperationCanceledException ? Unsent.CommandEnded : exception.Message);
            throw;
        }

        await SendLinesAsync(second, cancellationToken).ConfigureAwait(false);
    }

    // The v3 endpoint has stored the good lines already. A limit of the catalogue (422) will refuse what follows too.
    private void TakePartialWrite(LineSelection lines, InfluxWriteException refusal)
    {
        HashSet<int> refused = Refuse(lines, refusal.LineErrors);
        Confirm(lines.Without(refused));
        if (refusal.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            throw Refusal(refusal, null, lines);
        }
    }

    // The v2 endpoint names lines on some editions only, and none on Core; then halves tell which line it is.
    private async Task IsolateAsync(LineSelection lines, InfluxWriteException refusal, CancellationToken cancellationToken)
    {
        HashSet<int> refused = Refuse(lines, ErrorsOf(lines, refusal));
        if (refused.Count == 0)
        {
            await SendHalvesAsync(lines, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Whether the server has stored the others depends on its settings; sending them again changes nothing.
        await SendLinesAsync(lines.Without(refused), cancellationToken).ConfigureAwait(false);
    }

    private HashSet<int> Refuse(LineSelection lines, IReadOnlyList<LineError> errors)
    {
        var refused = new HashSet<int>();
        foreach ((int line, LineError error) in RefusedLines.Find(lines, errors))
        {
            if (line < 0 || !refused.Add(line))
            {
                continue;
            }

            _report.CountRejected(1);
            _options.RejectedLines?.Add(lines.Request, [line], error.Message);
            _notify(new LineRefusedEvent(error, lines.Request.TextOf(line), lines.Request.SourceOf(line)));
        }

        return refused;
    }

    private void Confirm(LineSelection lines)
    {
        _report.CountWritten(lines);
        _notify(new RequestConfirmedEvent(lines.Count));
        if (_confirm && lines.Count > 0)
        {
            _notify(new ConfirmedEvent([.. lines.Lines.Select(lines.Request.SourceOf)]));
        }
    }

    private void GiveUp(LineSelection lines, string reason)
    {
        _report.CountFailed(lines.Count);
        _options.RejectedLines?.Add(lines.Request, lines.Lines, reason);
    }

    private InfluxWriteException Fail(LineSelection lines, InfluxWriteException refusal)
    {
        (int Line, LineError Error) bad = RefusedLines.Find(lines, ErrorsOf(lines, refusal)).FirstOrDefault((Line: -1, null!));
        string reason = bad.Line >= 0 ? Unsent.OtherRefused : refusal.ServerMessage.Length > 0 ? refusal.ServerMessage : refusal.Message;
        _options.RejectedLines?.Add(lines.Request, lines.Lines, line => line == bad.Line ? bad.Error.Message : reason);
        _report.CountRejected(bad.Line >= 0 ? 1 : 0);
        _report.CountFailed(lines.Count - (bad.Line >= 0 ? 1 : 0));
        return Refusal(refusal, bad.Error is null ? null : bad, lines);
    }

    private InfluxWriteException Refusal(InfluxWriteException refusal, (int Line, LineError Error)? bad, LineSelection lines)
    {
        string text = refusal.Message;
        InfluxErrorId id = refusal.Id == InfluxErrorId.PartialWrite ? InfluxErrorId.WriteRejected : refusal.Id;
        object? target = refusal.Target;
        string? advice = refusal.Advice;
        if (refusal.IsTransient)
        {
            id = refusal.Id == InfluxErrorId.OperationTimeout ? refusal.Id : InfluxErrorId.WriteFailed;
            advice ??= "Some of these points may have been stored; writing them again changes nothing.";
            text += _options.MaxRetry == 0 ? ""
                : refusal.RetryAfter is { } wait && wait >= _options.RetryBudget
                    ? string.Create(CultureInfo.InvariantCulture,
                        $" The server asks to come back in {wait.TotalSeconds:0} s, and no request is repeated after {_options.RetryBudget.TotalSeconds:0} s.")
                : $" Trying {CountText.Of(_options.MaxRetry, "more time")} did not help.";
        }
        else if (bad is { } found)
        {
            string line = found.Line < 0 ? found.Error.OriginalLine : lines.Request.TextOf(found.Line);
            text += found.Error.Message == refusal.ServerMessage ? $" The line is '{ErrorText.Quote(line)}'."
                : $" Line '{ErrorText.Quote(line)}': {ErrorText.Quote(found.Error.Message)}.";
            target = found.Line < 0 ? line : InputOf(lines.Request.SourceOf(found.Line)) ?? line;
            advice = ServerWords.AdviceFor(found.Error.Message)
                ?? (_options.OffersPartial ? "Correct or leave out that point, or use -AcceptPartial to store the others." : null);
        }
        else if (_options.OffersPartial && IsLineRefusal(refusal))
        {
            // Halves would store some of a request of which nothing may be stored.
            advice = $"{(advice is null ? "" : $"{advice} ")}The server does not say which line it means: -AcceptPartial finds it, and stores the others.";
        }

        return new InfluxWriteException(id, text, refusal)
        {
            StatusCode = refusal.StatusCode,
            ServerMessage = refusal.ServerMessage,
            LineErrors = refusal.LineErrors,
            Endpoint = refusal.Endpoint,
            Target = target,
            Advice = advice,
        };
    }

    // A refusal that names none of several lines leaves open which.
    private static IReadOnlyList<LineError> ErrorsOf(LineSelection lines, InfluxWriteException refusal)
        => refusal.LineErrors.Count == 0 && lines.Count == 1 && IsLineRefusal(refusal) ? [new LineError(1, "", refusal.ServerMessage)] : refusal.LineErrors;

    private object? InputOf(LineSource source) => _options.DescribeInput?.Invoke(source) ?? source.Input;

    // Only a 400 is about lines, and not every one; 401, 403, 404 and 422 would refuse any line. The line that is not UTF-8 is found with 3.6's 500 too.
    private static bool IsLineRefusal(InfluxWriteException refusal)
        => refusal.Id == InfluxErrorId.WriteRejected && refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError
            && !ServerWords.IsAboutTheRequest(refusal.ServerMessage);
}
