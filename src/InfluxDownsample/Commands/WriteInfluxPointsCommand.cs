using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Writes points, batches or any objects to a database. Rows are encoded on the pipeline thread while earlier ones are on the wire;
/// what the server said is delivered between two input objects.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "InfluxPoints", SupportsShouldProcess = true)]
[OutputType(typeof(InfluxWriteResult))]
public sealed class WriteInfluxPointsCommand : PointCommand, IPointReceiver
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<WriteEvent> _events = new();
    private readonly ConcurrentQueue<ErrorRecord> _errors = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly object _adding = new();
    private readonly UsedConnection _connection = new();
    private readonly BatchConfirmations _batches = new();
    private PointInput? _input;
    private PointWriter? _writer;
    private RejectedFile? _rejected;
    private Timer? _timer;
    private ExceptionDispatchInfo? _agedFailure;
    private ProgressBar? _bar;
    private string _database = "";
    private long _start;
    private int _pipelineThread;
    private bool _namesChecked;

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The database for this call; left out, the connection's.</summary>
    [Parameter(HelpMessage = "The database for this call instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The most points in one request.</summary>
    [Parameter(HelpMessage = "The most points in one request.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 5000;

    /// <summary>A request is sent before its unpacked body grows beyond this many bytes; servers take 10 MiB.</summary>
    [Parameter(HelpMessage = "The most bytes in one request, unpacked.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, WriteLimits.MaxRequestBytes)]
    public int BatchBytes { get; set; } = 9 * 1024 * 1024;

    /// <summary>Seconds after which points of a slow source are sent although their request is not full.</summary>
    [Parameter(HelpMessage = "Seconds after which points of a slow source are sent although their request is not full.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, 86_400)]
    public int MaxAgeSec { get; set; } = 10;

    /// <summary>How many times a request is repeated that may succeed later.</summary>
    [Parameter(HelpMessage = "How many times a request is repeated that may succeed later.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(0, 100)]
    public int MaxRetry { get; set; } = 5;

    /// <summary>How many requests are under way at once; points of one series never overtake each other.</summary>
    [Parameter(HelpMessage = "How many requests are under way at once.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 2;

    /// <summary>The limit for one request in seconds; left out, the connection's, else none.</summary>
    [Parameter(HelpMessage = "The limit for one request in seconds.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>Let the server answer before the points are durable (Core and Enterprise).</summary>
    [Parameter(HelpMessage = "Let the server answer before the points are durable.")]
    public SwitchParameter NoSync { get; set; }

    /// <summary>Store the good lines of a request that also has bad ones; each refused line is an error, and the rest goes on.</summary>
    [Parameter(HelpMessage = "Store the good lines of a request that also has refused ones.")]
    public SwitchParameter AcceptPartial { get; set; }

    /// <summary>A line protocol file that gets every line that was not stored, with the reason; it is appended to and can be imported again.</summary>
    [Parameter(HelpMessage = "A file that gets every line that was not stored, with the reason.")]
    [ValidateNotNullOrEmpty]
    public string? RejectedPath { get; set; }

    /// <summary>Do not ask for the target's columns before the first write.</summary>
    [Parameter(HelpMessage = "Do not ask for the target's columns before the first write.")]
    public SwitchParameter SkipSchemaCheck { get; set; }

    /// <summary>Return the input objects, each after the server has confirmed it, instead of the result.</summary>
    [Parameter(HelpMessage = "Return the input objects once they are confirmed, instead of the result.")]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        _start = Stopwatch.GetTimestamp();
        _pipelineThread = Environment.CurrentManagedThreadId;
        InfluxConnection connection = _connection.Resolve(Connection);
        _database = _connection.Database(Database);
        WriteTarget target = WriteTargets.Of(this, connection, _database, Precision, AcceptPartial, NoSync);
        TimeSpan? timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        bool isRehearsal = !ShouldProcess($"{(Measurement is null ? "" : $"measurement '{Measurement}' in ")}database '{_database}' on {connection.Uri.Authority}", "Write points");
        LineProtocolOptions lines = LineOptions() with
        {
            Precision = target.Precision,
            AcceptPartial = target.AcceptPartial,
            Target = SkipSchemaCheck || isRehearsal ? null
                : new TargetColumns(connection.Client, _database, timeout ?? connection.Client.Settings.Timeout, StopToken),
        };
        _input = new PointInput(lines with { IsPrecisionSaid = lines.IsPrecisionSaid || connection.Client.Settings.Precision is not null },
            Math.Min(BatchSize, 5000), this);
        _rejected = RejectedPath is null ? null : RejectedFiles.Open(GetUnresolvedProviderPathFromPSPath(RejectedPath), target.Precision);
        var options = new WriteOptions
        {
            BatchSize = BatchSize,
            BatchBytes = BatchBytes,
            MaxAge = TimeSpan.FromSeconds(MaxAgeSec),
            MaxRetry = MaxRetry,
            ThrottleLimit = ThrottleLimit,
            Timeout = timeout,
            CountRepeated = true,
            RejectedLines = _rejected,
            DescribeInput = PointOf,
            IsRehearsal = isRehearsal,
        };
        _writer = new PointWriter(connection.Client.Write, target, options, confirm: PassThru, _events.Enqueue, StopToken);
        _bar = Bar(Measurement is null ? $"Writing to {_database}" : $"Writing {Measurement} to {_database}");
        _timer = new Timer(_ => SendAged(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private protected override void Process()
    {
        try
        {
            if (InputObject is not null)
            {
                lock (_adding)
                {
                    _input!.Add(InputObject);
                }
            }
        }
        finally
        {
            DeliverEvents();
        }

        ShowProgress();
    }

    private protected override void End()
    {
        StopTimer();
        try
        {
            lock (_adding)
            {
                _input!.Flush();
                Send(_writer!.CompleteAsync);
            }
        }
        finally
        {
            DeliverEvents();
        }

        if (_bar!.IsShown)
        {
            WriteProgress(_bar.Done());
        }

        if (_writer!.Report.PointsRepeated > 0)
        {
            WriteWarning(Warnings.Repeated(_writer.Report.PointsRepeated));
        }

        if (!PassThru)
        {
            WriteObject(new InfluxWriteResult(_writer!.Report, _database, Measurement, Stopwatch.GetElapsedTime(_start)));
        }
    }

    private protected override void Close()
    {
        StopTimer();
        _writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _rejected?.Dispose();
        _connection.Dispose();
    }

    void IPointReceiver.Take(LineProtocolEncoder encoder, PointBatch batch, int row, object input)
    {
        LineOutcome outcome;
        bool isFull;
        try
        {
            outcome = _writer!.Add(encoder, batch, row, input, out isFull);
        }
        catch (InfluxException conflict) when (conflict.Id == InfluxErrorId.SchemaConflict)
        {
            string confirmed = _writer!.Report.Requests == 0 ? "" : $" {CountText.Of(_writer.Report.PointsWritten, "point")} had been confirmed.";
            throw new InfluxException(conflict.Id, conflict.Message + confirmed, conflict) { Target = PointOf(new LineSource(input, row)),
                Advice = conflict.Advice };
        }

        if (outcome == LineOutcome.Invalid)
        {
            Tell(ErrorRecords.From(new PointException(encoder.Problem!), PointOf(new LineSource(input, row))));
        }

        if (outcome != LineOutcome.Written)
        {
            Settle(input, confirmed: false);
        }

        if (isFull)
        {
            Send(_writer.SendFullAsync);
        }
    }

    void IPointReceiver.Refuse(object input, PointException reason)
    {
        _writer!.AddRefused();
        Tell(ErrorRecords.From(reason, input));
    }

    void IPointReceiver.Warn(string warning) => _warnings.Enqueue(warning);

    // At once where that is possible: with -ErrorAction Stop nothing that came after the refused object is to be sent.
    private void Tell(ErrorRecord error)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            WriteError(error);
        }
        else
        {
            _errors.Enqueue(error);
        }
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
        while (!sending.IsCompleted && Environment.CurrentManagedThreadId == _pipelineThread)
        {
            WaitFor(() => Task.WhenAny(sending, Task.Delay(s_look)));
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
            WriteProgress(_bar.Next(_bar.Rate(_writer!.Report.PointsWritten, "point", "waiting for the first request")));
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
            if (_errors.IsEmpty)
            {
                CheckNames();
                _writer!.SendAged();
            }
        }
        catch (Exception failure)
        {
            // Whatever it is: uncaught it would end the process, on a thread that nobody waits for.
            _agedFailure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            Monitor.Exit(_adding);
        }
    }

    private void DeliverEvents()
    {
        while (_warnings.TryDequeue(out string? warning))
        {
            WriteWarning(warning);
        }

        while (_errors.TryDequeue(out ErrorRecord? error))
        {
            WriteError(error);
        }

        _agedFailure?.Throw();

        while (_events.TryDequeue(out WriteEvent? happened))
        {
            switch (happened)
            {
                case RequestConfirmedEvent request:
                    WriteVerbose($"{CountText.Of(request.Points, "point")} confirmed.");
                    break;
                case RequestRetriedEvent retried:
                    WriteVerbose(RetryMessage.Of(retried.Retry));
                    break;
                case LineRefusedEvent refused:
                    WriteError(WriteMessages.Refused(refused, PointOf(refused.Source) ?? refused.Error.OriginalLine));
                    Settle(refused.Source.Input, confirmed: false);
                    break;
                case ConfirmedEvent confirmed when PassThru:
                    foreach (LineSource source in confirmed.Sources)
                    {
                        Settle(source.Input, confirmed: true);
                    }

                    break;
            }
        }
    }

    // A batch goes on once all of its rows are settled, any other object at once.
    private void Settle(object? input, bool confirmed)
    {
        if (PassThru && input is not null && (input is InfluxBatch batch ? _batches.Settle(batch, confirmed) : confirmed))
        {
            WriteObject(input);
        }
    }

    private static object? PointOf(LineSource source) => source.Input is InfluxBatch batch ? batch.GetPoint(source.Row) : source.Input;
}
