using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Server;
using Grpc.Core;
using InfluxDownsample.LocalServer.Http;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>The Flight calls. // wire reference 1.4</summary>
internal sealed class FlightService(QueryRunner queries, TokenCheck tokens, FaultSettings faults, LocalServerOptions options) : FlightServer
{
    private const string AuthorizationHeader = "authorization";
    private const int Http2Cancel = 8;

    public override Task DoGet(FlightTicket ticket, FlightServerRecordBatchStreamWriter responseStream, ServerCallContext context) =>
        AnswerAsync(context, async cancellationToken =>
        {
            // In this order: decode, authorise, find the database, plan, stream. // wire reference 1.6
            LoggedRequest trace = LoggedRequest.Of(context.GetHttpContext());
            trace.SetBody(ticket.Ticket.Span);
            QueryRequest request = QueryTicket.Read(ticket.Ticket.Memory) 
                ?? throw FlightErrors.Of(StatusCode.InvalidArgument, "Invalid ticket. Error: Invalid ticket");
            trace.Database = request.Database;
            trace.Query = request.Text;
            Authorise(context);
            using OpenQuery query = await queries.StartAsync(request, cancellationToken);
            bool reset = faults.TakeResetQuery();
            await BatchSender.SendAsync(query, responseStream, options.KeepAliveInterval, sent => CutAfter(reset, sent, context), cancellationToken);
            return true;
        });

    public override Task<FlightInfo> GetFlightInfo(FlightDescriptor request, ServerCallContext context) => AnswerAsync(context, async cancellationToken =>
    {
        string text = FlightSqlCommand.ReadStatement(request.Command) ?? throw Unimplemented();
        Authorise(context);
        QueryRequest statement = FlightSqlCommand.Request(text, context.RequestHeaders);
        using OpenQuery query = await queries.StartAsync(statement, cancellationToken);

        // An endpoint without locations means this server.
        FlightEndpoint endpoint = new(new FlightTicket(QueryTicket.Write(statement)), []);
        return new FlightInfo(query.Schema, request, [endpoint], totalRecords: -1, totalBytes: -1);
    });

    // InfluxDB has it, and the local server has not.
    public override Task Handshake(
        IAsyncStreamReader<FlightHandshakeRequest> requestStream, IAsyncStreamWriter<FlightHandshakeResponse> responseStream, ServerCallContext context) =>
        throw FlightErrors.Of(StatusCode.Unimplemented, "not available in the local server: Handshake");

    public override Task DoPut(
        FlightServerRecordBatchStreamReader requestStream, IAsyncStreamWriter<FlightPutResult> responseStream, ServerCallContext context) =>
        throw Unimplemented();

    public override Task DoAction(FlightAction request, IAsyncStreamWriter<FlightResult> responseStream, ServerCallContext context) => throw Unimplemented();

    public override Task DoExchange(
        FlightServerRecordBatchStreamReader requestStream, FlightServerRecordBatchStreamWriter responseStream, ServerCallContext context) =>
        throw Unimplemented();

    public override Task<Apache.Arrow.Schema> GetSchema(FlightDescriptor request, ServerCallContext context) => throw Unimplemented();

    public override Task ListActions(IAsyncStreamWriter<FlightActionType> responseStream, ServerCallContext context) => throw Unimplemented();

    public override Task ListFlights(FlightCriteria request, IAsyncStreamWriter<FlightInfo> responseStream, ServerCallContext context) =>
        throw Unimplemented();

    private static RpcException Unimplemented() => FlightErrors.Of(StatusCode.Unimplemented, "Not yet implemented");

    private async Task<T> AnswerAsync<T>(ServerCallContext context, Func<CancellationToken, Task<T>> work)
    {
        HttpContext http = context.GetHttpContext();
        using CancellationTokenSource timeout = new();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, timeout.Token);
        if (http.Features.Get<GrpcTimeout>() is GrpcTimeout limit)
        {
            timeout.CancelAfter(limit.Limit);
        }

        try
        {
            Refuse.When(faults.TakeUnavailableQuery(), () => FlightErrors.Of(StatusCode.Unavailable, "the local server was told to be unavailable"));
            T answer = await work(stop.Token);
            LoggedRequest.Of(http).GrpcStatus = (int)StatusCode.OK;
            return answer;
        }
        catch (Exception fault)
        {
            RpcException error = Translate(fault, LoggedRequest.Of(http).Database, timeout.IsCancellationRequested,
                context.CancellationToken.IsCancellationRequested);
            LoggedRequest.Of(http).GrpcStatus = (int)error.StatusCode;
            if (FlightErrors.IsBroken(error))
            {
                http.Features.Get<IHttpResetFeature>()?.Reset(Http2Cancel);
            }

            throw error;
        }
    }

    private RpcException Translate(Exception fault, string? database, bool timedOut, bool cancelled) => fault switch
    {
        RpcException error => error,
        QueryException refused => FlightErrors.Of(refused, database, options.Like),
        _ when cancelled => FlightErrors.Of(StatusCode.Cancelled, "the client cancelled the call"),
        OperationCanceledException when timedOut => FlightErrors.Of(StatusCode.ResourceExhausted, "grpc-timeout elapsed"),

        // The fault's own text may show the insides of the server.
        _ => FlightErrors.Of(StatusCode.Internal, "internal error"),
    };

    private void Authorise(ServerCallContext context)
    {
        TokenVerdict verdict = tokens.Judge(context.RequestHeaders.GetValue(AuthorizationHeader));
        Refuse.When(verdict is TokenVerdict.Expired or TokenVerdict.Denied, () => FlightErrors.Of(StatusCode.PermissionDenied, "Permission denied"));
        Refuse.When(verdict != TokenVerdict.Accepted, () => FlightErrors.Of(StatusCode.Unauthenticated, "Unauthenticated"));
    }

    private void CutAfter(bool reset, int sent, ServerCallContext context)
    {
        if (reset && sent >= faults.ResetQueriesAfterBatches)
        {
            LoggedRequest.Of(context.GetHttpContext()).Cut = true;
            context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        }
    }
}
