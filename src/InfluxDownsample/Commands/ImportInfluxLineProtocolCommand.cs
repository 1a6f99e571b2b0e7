using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;
using InfluxDownsample.Errors;
using InfluxDownsample.Files;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Writes files of line protocol, packed (.gz) or not, in streamed batches. Each line is checked before it is sent; a bad one is an error that names
/// file and line, and the others go on.
/// </summary>
[Cmdlet(VerbsData.Import, "InfluxLineProtocol", SupportsShouldProcess = true, DefaultParameterSetName = ByPath)]
[OutputType(typeof(InfluxWriteResult))]
public sealed class ImportInfluxLineProtocolCommand : ConnectedCommand, IWriteParameters
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessage = "Files of line protocol, packed with gzip (.gz) or not; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files by their very names, as piped files have them.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessage = "Files by their very names, without wildcards.")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The unit of the timestamps in the files.</summary>
    [Parameter(HelpMessage = "The unit of the timestamps in the files.")]
    public WritePrecision Precision { get; set; } = WritePrecision.Nanosecond;

    /// <summary>The most points in one request.</summary>
    [Parameter(HelpMessage = "The most points in one request.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 5000;

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

    /// <summary>Store the good lines of a request that also has lines the server refuses.</summary>
    [Parameter(HelpMessage = "Store the good lines of a request that also has refused ones.")]
    public SwitchParameter AcceptPartial { get; set; }

    /// <summary>A line protocol file that gets every line that was not stored, with the reason; it is appended to and can be imported again.</summary>
    [Parameter(HelpMessage = "A file that gets every line that was not stored, with the reason.")]
    [ValidateNotNullOrEmpty]
    public string? RejectedPath { get; set; }

    /// <summary>Do not ask for the target's columns before the first write.</summary>
    [Parameter(HelpMessage = "Do not ask for the target's columns before the first write.")]
    public SwitchParameter SkipSchemaCheck { get; set; }

    // A file of another kind or in another unit would fill the error list with as many errors as it has lines.
    private const int MaxLineErrors = 100;

    // What servers say too of a line whose first value cannot be read.
    private const string NoFields = "No fields were provided";
    private const string ValueHint = ". Is a value wrong? Numbers are written as 1.5 or 5i, text in double quotes.";

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        WriteTarget target = WriteSetup.Target(this, UsedConnection, UsedDatabase);
        string[] files = [.. ParameterSetName == ByPath ? FilePaths.Resolve(this, Path) : FilePaths.ResolveLiterally(this, LiteralPath)];
        foreach (string file in files)
        {
            RequireOther(file);
        }

        foreach (string file in files)
        {
            bool isRehearsal = !ShouldProcess($"database '{target.Database}' on {UsedConnection.Uri.Authority}", $"Import '{file}'");
            try
            {
                LineProtocolFiles.Require(file);
                using RejectedFile? rejected = WriteSetup.Rejected(this, target.Precision, convert: false);
                WriteOptions options = WriteSetup.Options(this, rejected, isRehearsal) with
                {
                    DescribeInput = static source => $"{source.Input}:{source.Row}",
                    OfSource = " of the file",
                };
                ProgressBar bar = Bar($"Importing {file}");
                bool stops = StopsAtErrors();
                RunToEnd((sink, token) => ImportAsync(file, target, options, stops, bar, sink, token));
            }
            catch (InfluxException failure) when (IsAboutTheFile(failure))
            {
                // Other files may be whole and right.
                WriteError(ErrorRecords.From(failure is InfluxWriteException refusal ? refusal.At(PlaceOf(refusal, file)) : failure));
            }
        }
    }

    // A file that gets its own rejected lines has no end.
    private void RequireOther(string file)
    {
        if (RejectedPath is not null && FilePaths.AreSame(file, GetUnresolvedProviderPathFromPSPath(RejectedPath)))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{file}' is to be imported, so it can't get the rejected lines as well.")
            {
                Target = nameof(RejectedPath),
                Advice = "Give -RejectedPath another file, or leave this one out of -Path.",
            };
        }
    }

    private static bool IsAboutTheFile(InfluxException failure) => failure.Id is InfluxErrorId.FileNotFound or InfluxErrorId.FileDamaged
        or InfluxErrorId.LineInvalid or InfluxErrorId.SchemaConflict or InfluxErrorId.WriteRejected or InfluxErrorId.PartialWrite;

    private static string PlaceOf(InfluxWriteException refusal, string file)
        => refusal.Target is string target && target.StartsWith(file + ":", StringComparison.Ordinal) ? $"'{file}', line {target[(file.Length + 1)..]}"
            : $"'{file}'";

    private async Task ImportAsync(
        string file, WriteTarget target, WriteOptions options, bool stops, ProgressBar bar, IPipelineSink sink, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Func<ProgressBar, (string Status, double? Part)> state = static _ => ("looking whether the file is whole", null);
        // The bar asks how far the file has been read, so the file outlives it.
        await using Stream stream = LineProtocolFiles.Open(file);
        await using var progress = new WorkProgress(sink, bar, shown => state(shown));
        await LineProtocolFiles.RequireWholeAsync(file, cancellationToken);
        var events = new ConcurrentQueue<WriteEvent>();
        var wait = new RetryWait();
        await using var writer = new PointWriter(Client.Write, target, options, confirm: false, Note, cancellationToken);
        TargetColumns? columns = WriteSetup.Columns(this, Client, target.Database, options.IsRehearsal, cancellationToken);
        using var blocks = new LineBlocks(writer, columns, options, target.AcceptPartial, file);
        state = shown => (wait.Status ?? shown.Rate(writer.Report.PointsWritten, "point", "reading"), LineProtocolFiles.PartOf(stream));
        var lines = new LineFile(stream, target.Precision);
        long invalid = 0;
        UnitHint? hint = MyInvocation.BoundParameters.ContainsKey(nameof(Precision)) || Client.Settings.Precision is not null ? null : new UnitHint();
        while (await LineProtocolFiles.ReadAsync(lines, file, cancellationToken))
        {
            if (lines.Problem is null)
            {
                hint?.See(lines.Nanoseconds);
                await blocks.AddAsync(lines);
                await ReportAsync(events, sink);
                continue;
            }

            writer.AddRefused(lines.LostPoints);
            options.RejectedLines?.AddInvalid(lines.Text, lines.Problem);
            if (stops)
            {
                // Nothing that comes after it may be sent.
                throw LineInvalid(file, lines);
            }

            if (++invalid <= MaxLineErrors)
            {
                await sink.ErrorAsync(ErrorRecords.From(LineInvalid(file, lines)));
            }
        }

        await blocks.FlushAsync();
        await writer.CompleteAsync();
        await ReportAsync(events, sink);
        if (invalid > MaxLineErrors)
        {
            long more = invalid - MaxLineErrors;
            string told = $"{CountText.Of(more, "more line")} of the file {CountText.Choose(more, "is", "are")} not line protocol of this precision.";
            await sink.ErrorAsync(ErrorRecords.From(LineInvalid(file, lines.LineNumber, told, advice: null)));
        }

        if (hint?.Likely is { } unit)
        {
            await sink.WarningAsync($"'{file}': {Warnings.LikelyUnit(unit)}");
        }

        if (writer.Report.PointsRepeated > 0)
        {
            await sink.WarningAsync(Warnings.Repeated(writer.Report.PointsRepeated));
        }

        await sink.OutputAsync(new InfluxWriteResult(writer.Report, target.Database, null, Stopwatch.GetElapsedTime(start)) { Path = file });

        void Note(WriteEvent happened)
        {
            if (happened is RequestRetriedEvent retried)
            {
                // Told when the wait begins: the reader of the file may wait as well.
                wait.Note(retried.Retry);
                _ = sink.VerboseAsync(RetryMessage.Of(retried.Retry)).AsTask();
                return;
            }

            events.Enqueue(happened);
        }
    }

    private bool StopsAtErrors()
        => (MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? said) ? said
            : SessionState.PSVariable.GetValue("ErrorActionPreference")) is ActionPreference.Stop;

    private static async Task ReportAsync(ConcurrentQueue<WriteEvent> events, IPipelineSink sink)
    {
        while (events.TryDequeue(out WriteEvent? happened))
        {
            if (WriteMessages.FindVerbose(happened) is { } text)
            {
                await sink.VerboseAsync(text);
            }

            if (happened is LineRefusedEvent refused)
            {
                await sink.ErrorAsync(WriteMessages.Refused(
                    refused, $"{refused.Source.Input}:{refused.Source.Row}", $"'{refused.Source.Input}', line {refused.Source.Row}: "));
            }
        }
    }

    private static InfluxException LineInvalid(string file, LineFile lines) => LineInvalid(file, lines.LineNumber, lines.Problem!, lines.Joint is null ? null
        : $"Correct line {lines.WrongLine.ToString(CultureInfo.InvariantCulture)} and import the file again, or what -RejectedPath keeps of it: "
            + "points that are there already do not change.");

    private static InfluxException LineInvalid(string file, long lineNumber, string problem, string? advice)
        => new(InfluxErrorId.LineInvalid, $"'{file}', line {lineNumber}: {problem}{(problem == NoFields ? ValueHint : "")}")
        {
            Target = $"{file}:{lineNumber}",
            Advice = advice,
        };
}
