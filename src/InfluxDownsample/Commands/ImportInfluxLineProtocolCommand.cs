using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Management.Automation;
using System.Text;
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

    // A file of another kind or in another unit would fill the error list with as many errors as it has lines.
    private const int MaxLineErrors = 100;

    private protected override void Process()
    {
        string database = UsedDatabase;
        string[] files = [.. Path.SelectMany(Resolve)];
        foreach (string file in files)
        {
            string? rejectedPath = RejectedPath is null ? null : GetUnresolvedProviderPathFromPSPath(RejectedPath);
            bool isRehearsal = !ShouldProcess($"database '{database}' on {UsedConnection.Uri.Authority}", $"Import '{file}'");
            RunToEnd((sink, token) => ImportAsync(file, database, rejectedPath, isRehearsal, sink, token));
        }
    }

    private async Task ImportAsync(
        string file, string database, string? rejectedPath, bool isRehearsal, IPipelineSink sink, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var events = new ConcurrentQueue<WriteEvent>();
        var target = new WriteTarget(database, Precision, AcceptPartial, NoSync);
        using RejectedFile? rejected = rejectedPath is null ? null : RejectedFiles.Open(rejectedPath, Precision);
        var options = new WriteOptions
        {
            BatchSize = BatchSize,
            MaxRetry = MaxRetry,
            ThrottleLimit = ThrottleLimit,
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            RejectedLines = isRehearsal ? null : rejected,
            IsRehearsal = isRehearsal,
        };
        await using var writer = new PointWriter(Client.Write, target, options, confirm: false, events.Enqueue, cancellationToken);
        await using Stream stream = Open(file);
        var lines = new LineFile(stream, Precision);
        long invalid = 0;
        while (await ReadAsync(lines, file, cancellationToken))
        {
            if (lines.Problem is { } problem)
            {
                writer.AddRefused();
                options.RejectedLines?.AddInvalid(Encoding.UTF8.GetString(lines.Text), problem);
                if (++invalid <= MaxLineErrors)
                {
                    await sink.ErrorAsync(LineInvalid(file, lines.LineNumber, problem));
                }
            }
            else if (writer.AddLine(lines.Text, lines.SeriesLength, lines.Nanoseconds, new LineSource(file, (int)lines.LineNumber)))
            {
                await writer.SendFullAsync();
                await ReportAsync(events, sink);
            }
        }

        await writer.CompleteAsync();
        await ReportAsync(events, sink);
        if (invalid > MaxLineErrors)
        {
            await sink.ErrorAsync(LineInvalid(file, lines.LineNumber, $"{invalid - MaxLineErrors} more lines of the file are not line protocol of this precision."));
        }

        await sink.OutputAsync(new InfluxWriteResult(writer.Report, database, null, Stopwatch.GetElapsedTime(start)) { Path = file });
    }

    private static async ValueTask<bool> ReadAsync(LineFile lines, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or LineProtocolException)
        {
            throw new InfluxException(InfluxErrorId.LineInvalid, $"'{file}', after line {lines.LineNumber}: {exception.Message}", exception)
            {
                Target = file,
                Advice = exception is InvalidDataException ? "The file is named .gz but is not packed with gzip, or is cut off." : null,
            };
        }
    }

    private static async Task ReportAsync(ConcurrentQueue<WriteEvent> events, IPipelineSink sink)
    {
        while (events.TryDequeue(out WriteEvent? happened))
        {
            switch (happened)
            {
                case RequestConfirmedEvent request:
                    await sink.VerboseAsync($"{request.Points} points confirmed.");
                    break;
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
        if (Directory.Exists(file))
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"'{file}' is a folder.") { Target = file, Advice = "Name its files, with wildcards if there are many." };
        }

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
