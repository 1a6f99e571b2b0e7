using System.Buffers;
using System.IO.Pipelines;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The forms in which the v3 endpoints answer. // wire reference 8.1</summary>
internal abstract class QueryFormat
{
    public abstract string ContentType { get; }

    /// <summary>The form asked for by parameter, else by the Accept header.</summary>
    /// <exception cref="RequestRefusedException">There is no such form here.</exception>
    public static QueryFormat Choose(string? format, string accept) => format switch
    {
        "json" => new JsonFormat(lines: false),
        "jsonl" or "json_lines" => new JsonFormat(lines: true),
        "csv" => new CsvFormat(),
        "pretty" => new PrettyFormat(),
        "parquet" => throw new RequestRefusedException(400, "the local server writes no Parquet"),
        _ => Choose(FormatOf(accept), accept),
    };

    /// <summary>Answers with the rows of a query. The status goes out before the first row is computed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="query">The query to run.</param>
    /// <param name="cutAfter">After so many batches the connection is cut; null cuts none.</param>
    public async Task SendAsync(HttpContext context, OpenQuery query, int? cutAfter = null)
    {
        PipeWriter output = context.Response.BodyWriter;
        context.Response.ContentType = ContentType;
        await context.Response.StartAsync(context.RequestAborted);
        await output.FlushAsync(context.RequestAborted);
        int sent = 0;
        await foreach (RecordBatch batch in query.ReadAsync(context.RequestAborted))
        {
            using (batch)
            {
                Write(batch, output);
            }

            await output.FlushAsync(context.RequestAborted);
            if (++sent == cutAfter)
            {
                LoggedRequest.CutOff(context);
                return;
            }
        }

        End(output);
    }

    protected abstract void Write(RecordBatch batch, IBufferWriter<byte> output);

    /// <summary>What goes behind the rows.</summary>
    protected virtual void End(IBufferWriter<byte> output)
    {
    }

    // One bare type only.
    private static string FormatOf(string accept) => accept switch
    {
        "" or "*/*" or "application/json" or "text/html" => "json",
        "text/csv" => "csv",
        "text/plain" => "pretty",
        "application/vnd.apache.parquet" => "parquet",
        _ => throw new RequestRefusedException(400, $"invalid mime type ({accept})"),
    };
}
