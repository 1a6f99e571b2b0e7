using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;

namespace InfluxDownsample.Commands;

/// <summary>
/// Runs a query over Arrow Flight and hands on its rows as they arrive: one <see cref="InfluxPoint"/> a row, or with <c>-AsBatch</c> one
/// <see cref="InfluxBatch"/> for each batch of the server.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "InfluxQuery")]
[OutputType(typeof(InfluxPoint), typeof(InfluxBatch))]
public sealed class InvokeInfluxQueryCommand : ConnectedCommand
{
    /// <summary>The statement as text or as its lines, or a query that New-InfluxDownsampleQuery made.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The statement, or a query object.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object Query { get; set; } = "";

    /// <summary>The language of a statement given as text; a query object knows its own.</summary>
    [Parameter(HelpMessage = "The language of the statement: Sql or InfluxQL.")]
    public QueryLanguage Language { get; set; } = QueryLanguage.Sql;

    /// <summary>Values for the placeholders of the statement (<c>$name</c>): text, numbers, booleans, times or null.</summary>
    [Parameter(HelpMessage = "Values for the $name placeholders of the statement.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Hashtable? Parameter { get; set; }

    /// <summary>Hand on whole batches instead of rows: the fast way when the rows are only passed along.</summary>
    [Parameter(HelpMessage = "Hand on whole batches instead of rows.")]
    public SwitchParameter AsBatch { get; set; }

    /// <summary>The limit for the whole answer in seconds; left out, the connection's, else none.</summary>
    [Parameter(HelpMessage = "The limit for the whole answer in seconds.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        try
        {
            Run(ReadQuery());
        }
        catch (InfluxQueryException failure) when (IsLineOfAFile
            && failure.Id is InfluxErrorId.QueryRejected or InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound)
        {
            throw QueryErrors.WithAdvice(
                failure, "Lines of a file come down the pipeline one by one, each as a query of its own: read the whole file with Get-Content -Raw.");
        }
    }

    // Get-Content puts a number beside each line.
    private bool IsLineOfAFile => MyInvocation.ExpectingInput && Query is PSObject { BaseObject: string line } read
        && read.Properties["ReadCount"] is not null && !line.Contains('\n', StringComparison.Ordinal);

    private void Run(InfluxQuery query)
    {
        string database = UsedDatabase;
        TimeSpan? timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : Client.Settings.Timeout;
        QueryClient client = Client.Query;
        var explanations = new EmptyAnswer(Client.Measurements);
        WriteVerbose($"{(query.Language == QueryLanguage.Sql ? "SQL" : "InfluxQL")} in database '{database}' of {UsedConnection.Uri}: {query.Text}");
        ProgressBar bar = Bar($"Querying {database}");
        RunToEnd(
            async (sink, token) =>
            {
                long count = 0;
                await using var progress = new WorkProgress(
                    sink, bar, shown => (shown.Rate(Interlocked.Read(ref count), "row", "waiting for the first row"), null));
                await foreach (PointBatch rows in client.QueryAsync(query, database, timeout, retry => sink.VerboseAsync(RetryMessage.Of(retry)), token))
                {
                    Interlocked.Add(ref count, rows.RowCount);
                    await sink.OutputAsync(new InfluxBatch(rows));
                }

                if (count == 0)
                {
                    foreach (string reason in await explanations.ExplainAsync(query, database, token))
                    {
                        await sink.WarningAsync(reason);
                    }
                }
            },
            AsBatch ? null : WriteRows);
    }

    private InfluxQuery ReadQuery()
    {
        InfluxQuery query = (Query is PSObject wrapped ? wrapped.BaseObject : Query) switch
        {
            InfluxQuery known => known,
            string text when !string.IsNullOrWhiteSpace(text) => new InfluxQuery { Text = text, Language = Language },
            IList lines when FindText(lines) is { } text => new InfluxQuery { Text = text, Language = Language },
            IList => throw new InfluxException(InfluxErrorId.InvalidParameter, "-Query takes one query, as a statement or its lines, or as a query object.")
            {
                Target = Query,
                Advice = "Several come down the pipeline: $queries | Invoke-InfluxQuery.",
            },
            _ => throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"-Query is neither a statement nor a query object but '{Query}'.") { Target = Query },
        };
        if (Parameter is null)
        {
            return query;
        }

        Dictionary<string, object?> parameters = new(query.Parameters ?? new Dictionary<string, object?>(), StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Parameter)
        {
            parameters[entry.Key.ToString()!.TrimStart('$')] = entry.Value is PSObject value ? value.BaseObject : entry.Value;
        }

        return query with { Parameters = parameters };
    }

    // The lines of a statement, as Get-Content reads a file; null when there is something else among them, or nothing at all.
    private static string? FindText(IList lines)
    {
        object?[] values = [.. lines.Cast<object?>().Select(static line => line is PSObject wrapped ? wrapped.BaseObject : line)];
        string text = string.Join('\n', values);
        return Array.TrueForAll(values, static value => value is string) && !string.IsNullOrWhiteSpace(text) ? text : null;
    }
}
