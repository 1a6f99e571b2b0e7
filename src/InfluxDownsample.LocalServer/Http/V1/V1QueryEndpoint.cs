using Apache.Arrow;
using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>/query, the query endpoint of InfluxDB 1: InfluxQL only, errors inside a 200. // wire reference 8.2</summary>
internal sealed class V1QueryEndpoint(InfluxQlQueries queries, LocalServerOptions options)
{
    public async Task QueryAsync(HttpContext context, ArraySegment<byte> body)
    {
        V1QueryArguments arguments = await V1QueryArguments.ReadAsync(context, body);
        LoggedRequest.Of(context).Database = arguments.Database;
        LoggedRequest.Of(context).Query = arguments.Text;
        V1Answer answer = new(context, arguments);
        try
        {
            foreach ((int id, Statement statement) in InfluxQlPlanner.ParseStatements(arguments.Text).Index())
            {
                await AnswerAsync(answer, id, statement, arguments, context.RequestAborted);
            }
        }
        catch (QueryException malformed)
        {
            await answer.AddErrorAsync(0, InfluxQlQueries.SyntaxText(malformed));
        }
        catch (NotFiniteNumberException infinite)
        {
            await answer.EndWithErrorAsync(infinite.Message);
            return;
        }

        await answer.EndAsync();
    }

    public Task RefuseAsync(HttpContext context, Exception fault)
    {
        if (fault is RequestRefusedException { IsServerFaultIn36: true } unread)
        {
            return Responses.TextAsync(context, unread.StatusLike(options.Like), fault.Message);
        }

        context.Response.Headers.AccessControlAllowOrigin = "*";
        return Responses.ErrorAsync(context, 400, fault.Message);
    }

    private async Task AnswerAsync(V1Answer answer, int id, Statement statement, V1QueryArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            using OpenQuery query = await queries.StartAsync(statement, arguments.Database, arguments.Parameters, listsDeleted: false, cancellationToken);
            V1Series series = new(query.Plan);
            V1Chunk chunk = new(series, arguments);
            await foreach (RecordBatch batch in query.ReadAsync(cancellationToken))
            {
                using (batch)
                {
                    for (int row = 0; row < batch.Length; row++)
                    {
                        if (chunk.Rows == arguments.ChunkSize)
                        {
                            await answer.AddAsync(id, chunk, partial: true);
                            chunk = new V1Chunk(series, arguments);
                        }

                        chunk.Add(batch, row);
                    }
                }
            }

            await answer.AddAsync(id, chunk, partial: false);
        }
        catch (RequestRefusedException refused)
        {
            await answer.AddErrorAsync(id, refused.Message);
        }
        catch (QueryException refused)
        {
            await answer.AddErrorAsync(id, refused.Kind != QueryErrorKind.DatabaseNotFound ? "datafusion error: " + refused.Message
                : statement is ShowStatement { Kind: ShowKind.RetentionPolicies } ? "datafusion error: Error during planning: " + refused.Message
                : "Cannot retrieve database: External error: " + refused.Message);
        }
    }
}
