using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Google.Protobuf;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// The request of a query as the official client wrote it, with more values in its ticket's <c>params</c> (wire reference 1.2):
/// <code>
/// request = 0 length(4, big endian) Ticket
/// Ticket  = field 1: {"database":…,"sql_query":…,"query_type":"sql"|"influxql","params":{…}}
/// </code>
/// So every value is bound by the server, which alone knows where a statement names a placeholder, and none becomes a part of the statement.
/// </summary>
internal sealed class QueryContent : HttpContent
{
    private const int PrefixLength = 5;

    private static readonly uint s_ticket = WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited);

    private readonly HttpContent _written;
    private readonly IReadOnlyDictionary<string, object?> _parameters;

    public QueryContent(HttpContent written, IReadOnlyDictionary<string, object?> parameters)
    {
        _written = written;
        _parameters = parameters;
        Headers.ContentType = written.Headers.ContentType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] written = await _written.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(WithParameters(written), cancellationToken).ConfigureAwait(false);
    }

    // As gRPC's own requests, without a length.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _written.Dispose();
        }

        base.Dispose(disposing);
    }

    private byte[] WithParameters(byte[] request)
    {
        using var input = new CodedInputStream(request, PrefixLength, request.Length - PrefixLength);
        if (input.ReadTag() != s_ticket)
        {
            throw new InvalidDataException("A query that is no Flight ticket was to be sent.");
        }

        using JsonDocument ticket = JsonDocument.Parse(input.ReadBytes().Memory);
        var json = new ArrayBufferWriter<byte>(request.Length + 256);
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteTicket(writer, ticket.RootElement);
        }

        int length = CodedOutputStream.ComputeTagSize(1) + CodedOutputStream.ComputeLengthSize(json.WrittenCount) + json.WrittenCount;
        byte[] sent = new byte[PrefixLength + length];
        BinaryPrimitives.WriteUInt32BigEndian(sent.AsSpan(1), (uint)length);
        using var body = new MemoryStream(sent, PrefixLength, length);
        using var output = new CodedOutputStream(body);
        output.WriteTag(s_ticket);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(json.WrittenMemory));
        return sent;
    }

    private void WriteTicket(Utf8JsonWriter json, JsonElement ticket)
    {
        json.WriteStartObject();
        foreach (JsonProperty member in ticket.EnumerateObject().Where(static member => !member.NameEquals("params")))
        {
            member.WriteTo(json);
        }

        json.WriteStartObject("params");
        if (ticket.TryGetProperty("params", out JsonElement bound))
        {
            foreach (JsonProperty parameter in bound.EnumerateObject())
            {
                parameter.WriteTo(json);
            }
        }

        foreach ((string name, object? value) in _parameters)
        {
            json.WritePropertyName(name);
            WriteValue(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case long number: json.WriteNumberValue(number); break;
            case ulong number: json.WriteNumberValue(number); break;
            case double number: WriteFloat(json, number); break;
            default: throw new ArgumentOutOfRangeException(nameof(value), value, "A parameter of a kind that the official client sends.");
        }
    }

    // A fraction keeps a whole number a Float64; without one the server reads an integer.
    private static void WriteFloat(Utf8JsonWriter json, double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }
}
