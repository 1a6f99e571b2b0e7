using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Writes files of line protocol, packed (.gz) or not, in streamed batches. Each line is checked before it is sent; a bad one is an error that names
/// file and line, and the others go on.
/// </summary>
[Cmdlet(VerbsData.Import, "InfluxLineProtocol", SupportsShouldProcess = true)]
[OutputType(typeof(InfluxWriteResult))]
public sealed class ImportInfluxLineProtocolCommand : ConnectedCommand
{
    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Files of line protocol, packed with gzip (.gz) or not; wildcards are allowed.")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The unit of the timestamps in the files.</summary>
    [Parameter(HelpMessage = "The unit of the timestamps in the files.")]
    public WritePrecision Precision { get; set; } = WritePrecision.Nanosecond;

    /// <summary>The most points in one request.</summary>
    [Parameter(HelpMessage = "The most points in one request.")]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 5000;

    /// <summary>How many times a request is repeated that may succeed later.</summary>
    [Parameter(HelpMessage = "How many times a request is repeated that may succeed later.")]
    [ValidateRange(0, 100)]
    public int MaxRetry { get; set; } = 5;

    /// <summary>How many requests are under way at once; points of one series never overtake each other.</summary>
    [Parameter(HelpMessage = "How many requests are under way at once.")]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 2;

    /// <summary>The limit for one request in seconds; left out, the connection's, else none.</summary>
    [Parameter(HelpMessage = "The limit for one request in seconds.")]
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

    private protected override void Process()
    {
        string database = UsedDatabase;
        string[] files = [.. Path.SelectMany(Resolve)];
        foreach (string file in files)
        {
            bool isRehearsal = !ShouldProcess($"database '{database}' on {UsedConnection.Uri.Authority}", $"Import '{file}'");
            RunToEnd((sink, token) => ImportAsync(file, database, isRehearsal, sink, token));
        }
    }

    private async Task ImportAsync(string file, string database, bool isRehearsal, IPipelineSink sink, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var events = new ConcurrentQueue<WriteEvent>();
        var target = new WriteTarget(database, Precision, AcceptPartial, NoSync);
        using RejectedFile? rejected = RejectedPath is null ? null : RejectedFiles.Open(GetUnresolvedProviderPathFromPSPath(RejectedPath), Precision);
        var options = new WriteOptions
        {
            BatchSize = BatchSize,
            MaxRetry = MaxRetry,
            ThrottleLimit = ThrottleLimit,
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            RejectedLines = rejected,
            IsRehearsal = isRehearsal,
        };
        await using var writer = new PointWriter(Client.Write, target, options, confirm: false, events.Enqueue, cancellationToken);
        await using Stream stream = Open(file);
        var lines = new LineFile(stream, Precision);
        while (await lines.ReadAsync(cancellationToken))
        {
            if (lines.Problem is { } problem)
            {
                writer.AddRefused();
                await sink.ErrorAsync(LineInvalid(file, lines.LineNumber, problem));
            }
            else if (writer.AddLine(lines.Text, lines.SeriesLength, lines.Nanoseconds, new LineSource(file, (int)lines.LineNumber)))
            {
                await writer.SendFullAsync();
                await ReportAsync(events, sink);
            }
        }

        await writer.CompleteAsync();
        await ReportAsync(events, sink);
        await sink.OutputAsync(new InfluxWriteResult(writer.Report, database, null, Stopwatch.GetElapsedTime(start)) { Path = file });
    }

    private static async Task ReportAsync(ConcurrentQueue<WriteEvent> events, IPipelineSink sink)
    {
        while (events.TryDequeue(out WriteEvent? happened))
        {
            switch (happened)
            {
                case RequestRetriedEvent retried:
                    await sink.VerboseAsync(RetryMessage.Of(retried.Retry));
                    break;
                case LineRefusedEvent refused:
                    await sink.ErrorAsync(WriteMessages.Refused(refused, $"{refused.Source.Input}:{refused.Source.Row}"));
                    break;
            }
        }
    }

    private IEnumerable<string> Resolve(string path)
    {
        try
        {
            return SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"There is no file '{path}'.", exception) { Target = path };
        }
    }

    private static Stream Open(string file)
    {
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"'{file}' cannot be read: {exception.Message}", exception) { Target = file };
        }
    }

    private static ErrorRecord LineInvalid(string file, long lineNumber, string problem)
        => ErrorRecords.From(new InfluxException(InfluxErrorId.LineInvalid, $"'{file}', line {lineNumber}: {problem}") { Target = $"{file}:{lineNumber}" });
}
