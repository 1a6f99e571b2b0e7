using System.Diagnostics;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Writes points, batches or any objects to a database. Rows are encoded on the pipeline thread while earlier ones are on the wire;
/// what the server said is delivered between two input objects.
/// </summary>
[Cmdlet(VerbsCommunications.Write, "InfluxPoints", SupportsShouldProcess = true)]
[OutputType(typeof(InfluxWriteResult))]
public sealed partial class WriteInfluxPointsCommand : PointCommand, IPointReceiver, IWriteParameters
{
    // A pipeline that ends is to end within a second.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(700);

    private readonly object _adding = new();
    private readonly UsedConnection _connection = new();
    private DeferredOutput? _output;
    private PointInput? _input;
    private TargetColumns? _columns;
    private PointWriter? _writer;
    private RejectedFile? _rejected;
    private Timer? _timer;
    private ProgressBar? _bar;
    private string _database = "";
    private long _start;
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
        RequireInput();
        _start = Stopwatch.GetTimestamp();
        _output = new DeferredOutput(this, PassThru);
        InfluxConnection connection = _connection.Resolve(Connection);
        _database = _connection.Database(Database);
        WriteTarget target = WriteSetup.Target(this, connection, _database);
        bool isRehearsal = !ShouldProcess(
            $"{(Measurement is null ? "" : $"measurement '{Measurement}' in ")}database '{_database}' on {connection.Uri.Authority}", "Write points");
        LineProtocolOptions lines = LineOptions();
        _columns = WriteSetup.Columns(this, connection.Client, _database, isRehearsal, StopToken);
        _input = new PointInput(lines with
        {
            Precision = target.Precision,
            IsPrecisionSaid = lines.IsPrecisionSaid || connection.Client.Settings.Precision is not null,
            AcceptPartial = target.AcceptPartial,
            Destination = new PointOrigin(ServerAddress.Of(connection.Client.Settings.Uri), _database),
            Target = _columns,
        }, Math.Min(BatchSize, 5000), this);
        RejectedFile? rejected = WriteSetup.Rejected(this, target.Precision, convert: true);
        _rejected = isRehearsal ? null : rejected;
        WriteOptions options = WriteSetup.Options(this, rejected, isRehearsal) with
        {
            BatchBytes = BatchBytes,
            MaxAge = TimeSpan.FromSeconds(MaxAgeSec),
            DescribeInput = DeferredOutput.PointOf,
        };
        _writer = new PointWriter(connection.Client.Write, target, options, confirm: PassThru, _output.Add, StopToken);
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
            _output!.Deliver();
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
            _output!.Deliver();
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

    // What is under way is the server's already: its outcome decides whether the points belong to the rejected lines.
    private protected override void Settle()
    {
        if (_writer is not null)
        {
            WaitFor(() => Task.WhenAny(_writer.SettleAsync(), Task.Delay(s_patience)));
        }
    }

    private protected override void Close()
    {
        StopTimer();
        if (_rejected is not null && _writer is not null)
        {
            // Without its tags a row is one of another series; while they are looked for, nothing has been sent.
            RestOfInput.Keep(_input!, _columns, _writer, _rejected, isWritable: _namesChecked || !_input!.LacksNamedColumns);
        }

        _writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _rejected?.Dispose();
        _connection.Dispose();
    }
}
