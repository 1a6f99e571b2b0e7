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
            : throw InfluxQlQueries.Refused("must provide only one InfluxQl statement per query"));

    public Task RefuseSqlAsync(HttpContext context, Exception fault) => RefuseAsync(context, fault, isInfluxQl: false);

    public Task RefuseInfluxQlAsync(HttpContext context, Exception fault) => RefuseAsync(context, fault, isInfluxQl: true);

    private async Task AnswerAsync(
        HttpContext context, ArraySegment<byte> body, bool isInfluxQl, Func<QueryArguments, CancellationToken, Task<OpenQuery>> start)
    {
        QueryArguments arguments = QueryArguments.Read(context, body, needsDatabase: !isInfluxQl);
        LoggedRequest.Of(context).Database = arguments.Database;
        LoggedRequest.Of(context).Query = arguments.Text;
        QueryFormat format = QueryFormat.Choose(arguments.Format, context.Request.Headers.Accept.ToString());
        using OpenQuery query = await start(arguments, context.RequestAborted);
        await format.SendAsync(context, query, faults.TakeResetQuery() ? faults.ResetQueriesAfterBatches : null);
    }

    private Task RefuseAsync(HttpContext context, Exception fault, bool isInfluxQl) => fault switch
    {
        RequestRefusedException refused => Responses.TextAsync(context, refused.StatusLike(options.Like), refused.Message),
        QueryException { Kind: QueryErrorKind.DatabaseNotFound } => Responses.ErrorAsync(context, 404, "query error: " + fault.Message),
        QueryException { Kind: QueryErrorKind.Syntax } syntax when isInfluxQl =>
            Responses.TextAsync(context, Is36 ? 500 : 400, InfluxQlQueries.SyntaxText(syntax)),
        _ when Is36 => Responses.TextAsync(context, 500, "query error: error while planning query: " + fault.Message),
        QueryException { Kind: QueryErrorKind.Syntax or QueryErrorKind.Planning } => Responses.TextAsync(context, 400, fault.Message),
        QueryException { Kind: QueryErrorKind.NotImplemented } => Responses.TextAsync(context, 405, fault.Message),
        _ => Responses.TextAsync(context, 500, fault.Message),
    };
}
