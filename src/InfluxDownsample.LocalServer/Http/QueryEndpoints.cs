using Apache.Arrow;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.InfluxQl;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>/api/v3/query_sql and /api/v3/query_influxql. // wire reference 8.1</summary>
internal sealed class QueryEndpoints(QueryRunner queries, InfluxQlQueries influxQl, FaultSettings faults)
{
    public Task SqlAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, isInfluxQl: false, (arguments, cancellationToken) =>
    {
        string database = arguments.Database ?? throw new RequestBodyException(400, "serde error: missing field `db`");
        return queries.StartAsync(new QueryRequest(database, arguments.Text, QueryLanguage.Sql, arguments.Parameters), cancellationToken);
    });

    public Task InfluxQlAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, isInfluxQl: true, (arguments, cancellationToken) =>
        InfluxQlPlanner.ParseStatements(arguments.Text) is [Statement statement]
            ? influxQl.StartAsync(statement, arguments.Database, arguments.Parameters, cancellationToken)
            : throw new RequestBodyException(400, "must provide only one InfluxQl statement per query"));

    private async Task AnswerAsync(
        HttpContext context, ArraySegment<byte> body, bool isInfluxQl, Func<QueryArguments, CancellationToken, Task<RunningQuery>> start)
    {
        try
        {
            QueryArguments arguments = QueryArguments.Read(context, body);
            RequestTrace.Of(context).Database = arguments.Database;
            RequestTrace.Of(context).Query = arguments.Text;
            QueryFormat format = QueryFormat.Choose(arguments.Format, context.Request.Headers.Accept.ToString());
            using RunningQuery query = await start(arguments, context.RequestAborted);
            await SendAsync(context, query, format);
        }
        catch (RequestBodyException refused)
        {
            await Answer.TextAsync(context, refused.Status, refused.Message);
        }
        catch (QueryException) when (context.Response.HasStarted)
        {
            // The status has gone out already; a cut body is all that can be said.
            RequestTrace.Of(context).Cut = true;
            context.Abort();
        }
        catch (QueryException refused)
        {
            await RefuseAsync(context, refused, isInfluxQl);
        }
    }

    private async Task SendAsync(HttpContext context, RunningQuery query, QueryFormat format)
    {
        await using IAsyncEnumerator<RecordBatch> batches = query.ReadAsync(context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);

        // A fault before the first rows still gets a status of its own.
        bool any = await batches.MoveNextAsync();
        context.Response.ContentType = format.ContentType;
        await context.Response.StartAsync(context.RequestAborted);
        bool reset = faults.TakeResetQuery();
        format.Begin(context.Response.BodyWriter);
        for (int sent = 1; any; sent++)
        {
            using (RecordBatch batch = batches.Current)
            {
                format.Write(batch, context.Response.BodyWriter);
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            if (reset && sent >= faults.ResetQueriesAfterBatches)
            {
                RequestTrace.Of(context).Cut = true;
                context.Abort();
                return;
            }

            any = await batches.MoveNextAsync();
        }

        format.End(context.Response.BodyWriter);
    }

    private static Task RefuseAsync(HttpContext context, QueryException refused, bool isInfluxQl) => refused.Kind switch
    {
        QueryErrorKind.DatabaseNotFound => Answer.ErrorAsync(context, 404, "query error: " + refused.Message),
        QueryErrorKind.Syntax => Answer.TextAsync(context, 400, isInfluxQl ? SyntaxError.HttpText(refused) : refused.Message),
        QueryErrorKind.Planning => Answer.TextAsync(context, 400, refused.Message),
        QueryErrorKind.NotImplemented => Answer.TextAsync(context, 405, refused.Message),
        _ => Answer.TextAsync(context, 500, refused.Message),
    };
}
