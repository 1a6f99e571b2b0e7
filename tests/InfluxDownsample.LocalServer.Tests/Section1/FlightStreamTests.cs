using System.Text;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.1, 1.4 and 1.5: messages, batches, keep-alive, time limits, cancellation.</summary>
public sealed class FlightStreamTests
{
    private static Metadata Authorized => new() { { "authorization", "Bearer " + RunningServer.Token } };

    [Fact]
    public async Task Schema_ComesFirst_AlsoWithoutRows()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m,h=a f=1 1", "db=d&precision=ns");
        QueryAnswer answer = await server.SqlAsync("SELECT time, h, f FROM m WHERE f > 5");
        Assert.Equal(["time", "h", "f"], answer.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(0, answer.RowCount);
    }

    [Fact]
    public async Task Answers_CarryTheDate_AndNoClusterId()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m,h=a f=1 1", "db=d&precision=ns");
        using FlightRecordBatchStreamingCall call = server.Flight.GetStream(new FlightTicket("""{"database":"d","sql_query":"SELECT f FROM m"}"""), Authorized);
        Metadata headers = await call.ResponseHeadersAsync;
        Assert.True(DateTimeOffset.TryParse(headers.GetValue("date"), out _));
        Assert.Null(headers.GetValue("cluster-uuid"));
        Assert.Null(headers.GetValue("grpc-encoding"));
    }

    [Fact]
    public async Task Batches_HoldEightThousandRowsAtMost_AndNoneIsLost()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync(Lines(20_000), "db=d&precision=ns");
        QueryAnswer answer = await server.SqlAsync("SELECT time, f FROM m");
        Assert.Equal(20_000, answer.RowCount);
        Assert.All(answer.Batches, batch => Assert.InRange(batch.Length, 1, 8192));
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i},{i}"), answer.Rows.OrderBy(row => int.Parse(row.Split(',')[0])));
    }

    [Fact]
    public async Task Message_MayExceedFourMebibytes()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string text = new('x', 1_000_000);
        await server.WriteAsync(string.Concat(Enumerable.Range(0, 6).Select(i => $"m s=\"{text}\" {i}\n")), "db=d&precision=ns");
        QueryAnswer answer = await server.SqlAsync("SELECT s || s || s || s || s AS big FROM m WHERE time < TIMESTAMP '1970-01-01T00:00:00.000000001Z'");
        Assert.Equal(5_000_000, ((StringArray)answer.Batches.Single().Column(0)).GetBytes(0).Length);
    }

    [Fact]
    public async Task Silence_IsFilledWithEmptyBatches()
    {
        // Without patience, every wait for a batch is a silence.
        await using RunningServer server = await RunningServer.StartAsync(options => options with { KeepAliveInterval = TimeSpan.Zero });
        await server.WriteAsync("m,h=a f=1,g=1i,s=\"x\",b=t,u=1u 1", "db=d&precision=ns");
        QueryAnswer answer = await server.SqlAsync("SELECT *, selector_last(f, time) AS sel FROM m GROUP BY f, g, s, b, u, h, time");
        Assert.Equal(0, answer.Batches[0].Length);
        Assert.Equal(answer.Schema.FieldsList.Count, answer.Batches[0].ColumnCount);
        Assert.Equal(1, answer.RowCount);
    }

    [Fact]
    public async Task Silence_OfAnInfluxQlQuery_IsFilledToo()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { KeepAliveInterval = TimeSpan.Zero });
        await server.WriteAsync("m,h=a f=1 1", "db=d&precision=ns");
        QueryAnswer answer = await server.InfluxQlAsync("SELECT f, unknown FROM m");
        Assert.Equal(0, answer.Batches[0].Length);
        Assert.Equal(1, answer.RowCount);
    }

    [Fact]
    public async Task GrpcTimeout_IsEnforcedByTheServer()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Host.Faults.DelayMilliseconds = 60_000;
        (string status, string message) = await RawGrpc.DoGetAsync(server, """{"database":"d","sql_query":"SELECT 1"}""", "20m");
        Assert.Equal(("8", "grpc-timeout elapsed"), (status, message));
    }

    [Fact]
    public async Task Cancelling_EndsTheQueryOnTheServer()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync(Lines(200_000), "db=d&precision=ns");
        using CancellationTokenSource cancel = new();
        using FlightRecordBatchStreamingCall call = server.Flight.GetStream(
            new FlightTicket("""{"database":"d","sql_query":"SELECT a.f FROM m a, m b"}"""), Authorized, null, cancel.Token);
        Assert.True(await call.ResponseStream.MoveNext(default));
        await cancel.CancelAsync();
        LoggedRequest logged = await server.Host.Requests.WaitForAsync(request => request.GrpcStatus == (int)StatusCode.Cancelled);
        Assert.Equal("SELECT a.f FROM m a, m b", logged.Query);
        Assert.Equal(["200000"], (await server.SqlAsync("SELECT count(*) AS n FROM m")).Rows);
    }

    [Fact]
    public async Task Writing_GoesOnBesideAnOpenQuery()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync(Lines(200_000), "db=d&precision=ns");
        using FlightRecordBatchStreamingCall call = server.Flight.GetStream(new FlightTicket("""{"database":"d","sql_query":"SELECT time, f FROM m"}"""), Authorized);
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal(204, (await server.WriteAsync("m f=-1,new=1 5", "db=d&precision=ns")).Status);
        Assert.Equal(["-1,1"], (await server.SqlAsync("SELECT f, new FROM m WHERE f < 0")).Rows);
        long rows = 0;
        do
        {
            DoubleArray values = (DoubleArray)call.ResponseStream.Current.Column("f");
            Assert.All(values, value => Assert.True(value >= 0));
            rows += values.Length;
        }
        while (await call.ResponseStream.MoveNext(default));

        Assert.Equal(200_000, rows);
    }

    [Fact]
    public async Task Handshake_IsSaidNotToBeThere()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using AsyncDuplexStreamingCall<FlightHandshakeRequest, FlightHandshakeResponse> call = server.Flight.Handshake([]);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal((StatusCode.Unimplemented, "not available in the local server: Handshake"), (refused.StatusCode, refused.Status.Detail));
    }

    [Theory]
    [InlineData("database")]
    [InlineData("bucket")]
    [InlineData("bucket-name")]
    [InlineData("iox-namespace-name")]
    public async Task FlightSqlStatement_IsAnsweredByTicket(string header)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m,h=a f=1 1", "db=d&precision=ns");
        Metadata headers = [.. Authorized, new Metadata.Entry(header, "d")];
        FlightInfo info = await server.Flight.GetInfo(Statement("SELECT f FROM m"), headers);
        Assert.Equal(["f"], info.Schema.FieldsList.Select(field => field.Name));
        using FlightRecordBatchStreamingCall call = server.Flight.GetStream(info.Endpoints.Single().Ticket, Authorized);
        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Equal(1, call.ResponseStream.Current.Length);
    }

    [Fact]
    public async Task FlightSqlStatement_WithoutOneDatabase_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RpcException none = await Assert.ThrowsAsync<RpcException>(() => server.Flight.GetInfo(Statement("SELECT 1"), Authorized).ResponseAsync);
        Assert.Equal((StatusCode.InvalidArgument, "no 'database' header in request"), (none.StatusCode, none.Status.Detail));
        Metadata two = [.. Authorized, new Metadata.Entry("database", "a"), new Metadata.Entry("bucket", "b")];
        RpcException both = await Assert.ThrowsAsync<RpcException>(() => server.Flight.GetInfo(Statement("SELECT 1"), two).ResponseAsync);
        Assert.StartsWith("More than one headers are found in request: [", both.Status.Detail);
        Assert.EndsWith("]. Please include only one of them", both.Status.Detail);
    }

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

    private static string Lines(int count)
    {
        StringBuilder lines = new();
        for (int i = 0; i < count; i++)
        {
            lines.Append("m f=").Append(i).Append(' ').Append(i).Append('\n');
        }

        return lines.ToString();
    }
}
