using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Flight steps: gRPC status and detail, or schema and rows.</summary>
internal sealed class FlightCaller : IDisposable
{
    private const int MaxRows = 5000;

    private readonly GrpcChannel _channel;
    private readonly FlightClient _client;
    private readonly string _token;

    public FlightCaller(Uri server, string token)
    {
        _channel = GrpcChannel.ForAddress(server, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null, MaxSendMessageSize = null, MaxRetryAttempts = null,
            HttpHandler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true },
        });
        _client = new FlightClient(_channel);
        _token = token;
    }

    public void Dispose() => _channel.Dispose();

    public async Task<JsonObject> CallAsync(Step step, Names names, Masks masks, CancellationToken cancellation)
    {
        JsonObject answer = new() { ["status"] = "0" };
        JsonArray rows = [];
        try
        {
            Metadata headers = Headers(step, names);
            FlightTicket ticket;
            if (step.Kind == "flight_info")
            {
                FlightInfo info = await _client.GetInfo(Statement(names.Fill(step.Query ?? "")), headers, null, cancellation);
                answer["info"] = ArrowText.Schema(info.Schema);
                ticket = info.Endpoints[0].Ticket;
            }
            else
            {
                ticket = new FlightTicket(Ticket(step, names));
            }

            using FlightRecordBatchStreamingCall call = _client.GetStream(ticket, headers, null, cancellation);
            answer["schema"] = ArrowText.Schema(await call.ResponseStream.Schema);
            int more = 0;
            StringBuilder rest = new();
            while (await call.ResponseStream.MoveNext(cancellation))
            {
                using RecordBatch batch = call.ResponseStream.Current;
                for (int row = 0; row < batch.Length; row++)
                {
                    JsonArray cells = [.. batch.Arrays.Select(array => ArrowText.Value(array, row, masks))];
                    if (rows.Count < MaxRows)
                    {
                        rows.Add(cells);
                    }
                    else
                    {
                        more++;
                        rest.Append(cells.ToJsonString(Text.Json)).Append('\n');
                    }
                }
            }

            if (more > 0)
            {
                answer["more"] = $"{more} rows, {Text.Hash(rest.ToString())}";
            }
        }
        catch (RpcException refused) when (refused.StatusCode != StatusCode.Cancelled || !cancellation.IsCancellationRequested)
        {
            answer["status"] = ((int)refused.StatusCode).ToString();
            answer["text"] = masks.Apply(names.Mask(refused.Status.Detail));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            answer["status"] = "client";
            answer["text"] = $"{fault.GetType().Name}: {fault.Message}";
        }

        if (answer["schema"] is not null)
        {
            answer["rows"] = rows;
        }

        return answer;
    }

    private Metadata Headers(Step step, Names names)
    {
        Metadata headers = [];
        string authorization = step.Auth ?? (_token.Length > 0 ? $"Bearer {_token}" : "none");
        if (authorization != "none")
        {
            headers.Add("authorization", names.Fill(authorization));
        }

        foreach ((string name, string value) in step.Headers ?? new Dictionary<string, string>())
        {
            headers.Add(name, names.Fill(value));
        }

        return headers;
    }

    private static byte[] Ticket(Step step, Names names)
    {
        if (step.Kind == "flight")
        {
            return step.Ticket64 is not null ? Convert.FromBase64String(step.Ticket64) : Encoding.UTF8.GetBytes(names.Fill(step.Ticket ?? ""));
        }

        using MemoryStream ticket = new();
        using (Utf8JsonWriter writer = new(ticket, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("database", names.Fill(step.Db));
            writer.WriteString("sql_query", names.Fill(step.Query ?? ""));
            writer.WriteString("query_type", step.Kind == "flight_influxql" ? "influxql" : "sql");
            if (step.Params is JsonElement parameters)
            {
                writer.WritePropertyName("params");
                writer.WriteRawValue(parameters.GetRawText());
            }

            writer.WriteEndObject();
        }

        return ticket.ToArray();
    }

    // Any { CommandStatementQuery { string query = 1; } }
    private static FlightDescriptor Statement(string query)
    {
        MemoryStream message = new();
        using (CodedOutputStream output = new(message, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(query);
        }

        Any command = new() { TypeUrl = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery", Value = ByteString.CopyFrom(message.ToArray()) };
        return FlightDescriptor.CreateCommandDescriptor(command.ToByteArray());
    }
}
