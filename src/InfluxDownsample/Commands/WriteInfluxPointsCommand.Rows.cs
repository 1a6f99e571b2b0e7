using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Commands;

/// <content>What becomes of each row.</content>
public sealed partial class WriteInfluxPointsCommand
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    void IPointReceiver.Take(LineProtocolEncoder encoder, PointBatch batch, int row, InputRow input)
    {
        LineOutcome outcome;
        bool isFull;
        try
        {
            outcome = _writer!.Add(encoder, batch, row, input.Input, out isFull);
        }
        catch (InfluxException conflict) when (conflict.Id == InfluxErrorId.SchemaConflict)
        {
            throw Conflict(input, row, conflict);
        }

        if (outcome == LineOutcome.Invalid)
        {
            _output!.Tell(ErrorRecords.From(new PointException(encoder.Problem!).At(input.Number), DeferredOutput.PointOf(new LineSource(input.Input, row))));
        }

        if (outcome != LineOutcome.Written)
        {
            _output!.Settle(input.Input, confirmed: false);
        }

        if (isFull)
        {
            Send(_writer.SendFullAsync);
        }
    }

    void IPointReceiver.Conflict(InputRow input, InfluxException reason) => throw Conflict(input, 0, reason);

    void IPointReceiver.Refuse(object input, PointException reason)
    {
        _writer!.AddRefused();
        _output!.Tell(ErrorRecords.From(reason, input));
    }

    void IPointReceiver.Warn(string warning) => _output!.Warn(warning);

    private InfluxException Conflict(InputRow input, int row, InfluxException reason)
    {
        string confirmed = _writer!.Report.Requests == 0 ? "" : $" {CountText.Of(_writer.Report.PointsWritten, "point")} had been confirmed.";
        string place = string.Create(CultureInfo.InvariantCulture, $"Row {input.Number}: ");
        return new InfluxException(reason.Id, place + reason.Message + confirmed, reason) { Target = DeferredOutput.PointOf(new LineSource(input.Input, row)) };
    }

    // Returns when the timer's last call has.
    private void StopTimer() => _timer?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void CheckNames()
    {
        _namesChecked = _namesChecked || _input!.RequireNamedColumns();
    }

    private void Send(Func<Task> send)
    {
        CheckNames();
        Task sending = send();
        while (!sending.IsCompleted && _output!.IsOnPipelineThread)
        {
            WaitFor(() => Task.WhenAny(sending, Task.Delay(s_look)));
            _output.DeliverRetries();
            ShowProgress();
        }

        if (!sending.IsCompletedSuccessfully)
        {
            WaitFor(() => sending);
        }
    }

    private void ShowProgress()
    {
        if (_bar!.IsDue)
        {
            WriteProgress(_bar.Next(_output!.Wait.Status ?? _bar.Rate(_writer!.Report.PointsWritten, "point", "waiting for the first request")));
        }
    }

    // Runs beside the pipeline, which may be waiting for its next object: what it meets is delivered with that object.
    private void SendAged()
    {
        if (!Monitor.TryEnter(_adding))
        {
            return;
        }

        try
        {
            _input!.Flush();
            if (!_output!.HasErrors)
            {
                CheckNames();
                _writer!.SendAged();
            }
        }
        catch (Exception failure)
        {
            // Whatever it is: uncaught it would end the process, on a thread that nobody waits for.
            _output!.Fail(failure);
        }
        finally
        {
            Monitor.Exit(_adding);
        }
    }
}
