using Apache.Arrow;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>/api/v3/query_sql and /api/v3/query_influxql. // wire reference 8.1</summary>
internal sealed class QueryEndpoints(QueryRunner queries, InfluxQlQueries influxQl, FaultSettings faults, LocalServerOptions options)
{
    private bool Is36 => options.Like == CoreVersion.Core36;

    public Task SqlAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, isInfluxQl: false, (arguments, cancellationToken) =>
        queries.StartAsync(new QueryRequest(arguments.Database!, arguments.Text, RequestLanguage.Sql, arguments.Parameters), cancellationToken));

    public Task InfluxQlAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, isInfluxQl: true, (arguments, cancellationToken) =>
        InfluxQlPlanner.ParseStatements(arguments.Text) is [Statement statement]
            ? influxQl.StartAsync(statement, arguments.Database, arguments.Parameters, listsDeleted: true, cancellationToken)
            : throw new QueryRefusedException("must provide only one InfluxQl statement per query"));

    private async Task AnswerAsync(
        HttpContext context, ArraySegment<byte> body, bool isInfluxQl, Func<QueryArguments, CancellationToken, Task<OpenQuery>> start)
    {
        try
        {
            QueryArguments arguments = QueryArguments.Read(context, body, needsDatabase: !isInfluxQl);
            RequestTrace.Of(context).Database = arguments.Database;
            RequestTrace.Of(context).Query = arguments.Text;
            QueryFormat format = QueryFormat.Choose(arguments.Format, context.Request.Headers.Accept.ToString());
            using OpenQuery query = await start(arguments, context.RequestAborted);
            await SendAsync(context, query, format);
        }
        catch (QueryRefusedException refused)
        {
            await Responses.TextAsync(context, Is36 ? 500 : 400, refused.Message);
        }
        catch (RequestBodyException refused)
        {
            await Responses.TextAsync(context, refused.Status, refused.Message);
        }
        catch (QueryException) when (context.Response.HasStarted)
        {
            // The status has gone out already; a cut body is all that can be said. Kestrel closes the connection behind what has been sent.
            RequestTrace.Of(context).Cut = true;
            throw;
        }
        catch (QueryException refused)
        {
            await RefuseAsync(context, refused, isInfluxQl);
        }
    }

    // The status goes out before the first row is computed.
    private async Task SendAsync(HttpContext context, OpenQuery query, QueryFormat format)
    {
        context.Response.ContentType = format.ContentType;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        await using IAsyncEnumerator<RecordBatch> batches = query.ReadAsync(context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        bool any = await batches.MoveNextAsync();
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

    private Task RefuseAsync(HttpContext context, QueryException refused, bool isInfluxQl)
    {
        if (refused.Kind == QueryErrorKind.DatabaseNotFound)
        {
            return Responses.ErrorAsync(context, 404, "query error: " + refused.Message);
        }

        if (isInfluxQl && refused.Kind == QueryErrorKind.Syntax)
        {
            return Responses.TextAsync(context, Is36 ? 500 : 400, SyntaxError.HttpText(refused));
        }

        if (Is36)
        {
            return Responses.TextAsync(context, 500, "query error: error while planning query: " + refused.Message);
        }

        int status = refused.Kind switch
        {
            QueryErrorKind.Syntax or QueryErrorKind.Planning => 400,
            QueryErrorKind.NotImplemented => 405,
            _ => 500,
        };
        return Responses.TextAsync(context, status, refused.Message);
    }
}
