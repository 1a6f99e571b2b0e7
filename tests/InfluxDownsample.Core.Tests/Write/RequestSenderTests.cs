using System.Net;
using System.Net.Http.Headers;
using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>One request brought to its end: every point is counted once, whatever the server does.</summary>
public sealed class RequestSenderTests : IDisposable
{
    private static readonly WriteTarget s_all = new("d", WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);
    private static readonly WriteTarget s_partial = s_all with { AcceptPartial = true };
    private static readonly WriteOptions s_options = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(1), OffersPartial = true };

    private readonly List<WriteEvent> _events = [];
    private readonly WriteReport _report = new();
    private StubServer? _server;

    public void Dispose() => _server?.Dispose();

    [Fact]
    public async Task What_passes_is_waited_for_and_the_same_bytes_go_again()
    {
        int requests = 0;
        StubServer server = Serve(_ => ++requests < 3 ? Refusals.Unavailable() : StubServer.Stores([]));

        await SendAsync(s_all, s_options, Lines(4));

        Assert.Equal(3, server.Bodies.Count);
        Assert.Single(server.Bodies.Distinct());
        AssertCounts(written: 4, rejected: 0, failed: 0);
        Assert.Equal((3, 2, 2), ((int)_report.Requests, (int)_report.Retries, _events.OfType<RequestRetriedEvent>().Count()));
        Assert.Equal((0L, 3L, (long)server.Bodies.First().Length), (_report.FirstTime, _report.LastTime, _report.Bytes));
    }

    [Theory]
    [InlineData(0, "(HTTP 503).")]
    [InlineData(1, "Trying 1 more time did not help.")]
    public async Task What_does_not_pass_fails_with_all_its_points(int maxRetry, string end)
    {
        StubServer server = Serve(static _ => Refusals.Unavailable());

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_all, s_options with { MaxRetry = maxRetry }, Lines(4)));

        Assert.Equal(InfluxErrorId.WriteFailed, failure.Id);
        Assert.EndsWith(end, failure.Message, StringComparison.Ordinal);
        Assert.Equal(1 + maxRetry, server.Bodies.Count);
        AssertCounts(written: 0, rejected: 0, failed: 4);
    }

    [Fact]
    public async Task A_page_sent_with_success_confirms_nothing()
    {
        StubServer server = Serve(static _ => StubServer.Answer(HttpStatusCode.OK, "<!DOCTYPE html><html><head><TITLE>Log in &amp; go</title></head></html>"));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_partial, s_options, Lines(4)));

        Assert.Equal(InfluxErrorId.ConnectionFailed, failure.Id);
        Assert.Equal("'stub:8181' did not confirm the write as InfluxDB does but answered: Log in & go, in a page that is not InfluxDB's (HTTP 200).", failure.Message);
        Assert.Single(server.Bodies);
        AssertCounts(written: 0, rejected: 0, failed: 4);
    }

    [Theory]
    [InlineData("<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", "502 Bad Gateway, in a page that is not InfluxDB's (HTTP 502)")]
    [InlineData("<html><body>no title</body></html>", "Bad Gateway, in a page that is not InfluxDB's (HTTP 502)")]
    [InlineData("upstream error", "upstream error (HTTP 502)")]
    public async Task Of_a_proxys_page_the_title_is_told(string page, string expected)
    {
        Serve(_ => StubServer.Answer(HttpStatusCode.BadGateway, page));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_all, s_options with { MaxRetry = 0 }, Lines(1)));

        Assert.Equal($"The write to database 'd' was refused: {expected}.", failure.Message);
    }

    [Fact]
    public async Task A_server_that_asks_for_more_patience_than_there_is_is_not_waited_for()
    {
        StubServer server = Serve(static _ =>
        {
            HttpResponseMessage busy = StubServer.Answer(HttpStatusCode.TooManyRequests, "slow down");
            busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromHours(1));
            return busy;
        });

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_all, s_options, Lines(2)));

        Assert.Equal(InfluxErrorId.WriteFailed, failure.Id);
        Assert.EndsWith("The server asks to come back in 3600 s, and no request is repeated after 180 s.", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Bodies);
        AssertCounts(written: 0, rejected: 0, failed: 2);
    }

    [Fact]
    public async Task A_body_that_is_too_large_goes_in_halves_and_in_order()
    {
        StubServer server = Serve(static lines => lines.Length > 2 ? Refusals.TooLarge() : StubServer.Stores(lines));
        string[] lines = Lines(8);

        await SendAsync(s_all, s_options, lines);

        Assert.Equal(lines, server.Stored);
        // One of eight lines, two of four, four of two.
        Assert.Equal(7, server.Bodies.Count);
        AssertCounts(written: 8, rejected: 0, failed: 0);
    }

    [Fact]
    public async Task A_line_that_is_too_large_alone_fails_and_takes_what_follows_with_it()
    {
        StubServer server = Serve(static lines => lines.Any(static line => line.Contains("t=2 ", StringComparison.Ordinal)) ? Refusals.TooLarge() : StubServer.Stores(lines));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_all, s_options, Lines(4)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, failure.StatusCode);
        Assert.Equal(Lines(2), server.Stored);
        AssertCounts(written: 2, rejected: 0, failed: 2);
    }

    [Fact]
    public async Task Of_a_partial_write_the_good_lines_are_confirmed_and_the_bad_ones_named()
    {
        string[] lines = [.. Lines(5).Select(static (line, index) => index is 1 or 3 ? line.Replace("v=", "v=\"x\",w=", StringComparison.Ordinal) : line)];
        StubServer server = Serve(static lines => Refusals.Partial(lines, static line => line.Contains('"', StringComparison.Ordinal)));

        await SendAsync(s_partial, s_options, lines, confirm: true);

        Assert.Single(server.Bodies);
        AssertCounts(written: 3, rejected: 2, failed: 0);
        Assert.Equal(
            [("1", lines[1], Refusals.Message), ("3", lines[3], Refusals.Message)],
            _events.OfType<LineRefusedEvent>().Select(static refused => ((string)refused.Source.Input!, refused.Line, refused.Error.Message)));
        Assert.Equal(["0", "2", "4"], Assert.Single(_events.OfType<ConfirmedEvent>()).Sources.Select(static source => (string)source.Input!));
    }

    [Fact]
    public async Task Without_partial_writes_the_error_is_about_the_input_of_the_line_that_the_server_named()
    {
        Serve(static lines => StubServer.Answer(HttpStatusCode.BadRequest,
            $$$"""{"error":"line protocol parsing error","data":{"original_line":"{{{lines[2][..10]}}}","line_number":3,"error_message":"{{{Refusals.Message}}}"}}"""));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_all, s_options, Lines(4)));

        Assert.Equal((InfluxErrorId.WriteRejected, "2"), (failure.Id, failure.Target));
        Assert.Contains(Lines(4)[2], failure.Message, StringComparison.Ordinal);
        AssertCounts(written: 0, rejected: 1, failed: 3);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, InfluxErrorId.AuthenticationFailed)]
    [InlineData(HttpStatusCode.Forbidden, InfluxErrorId.PermissionDenied)]
    public async Task A_refusal_that_is_about_no_line_is_not_looked_for_in_the_lines(HttpStatusCode status, InfluxErrorId id)
    {
        StubServer server = Serve(_ => StubServer.Answer(status, """{"error": "the request was not authenticated"}"""));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_partial, s_options, Lines(8)));

        Assert.Equal(id, failure.Id);
        Assert.Single(server.Bodies);
        AssertCounts(written: 0, rejected: 0, failed: 8);
    }

    [Fact]
    public async Task A_limit_of_the_catalogue_ends_the_call_after_its_good_lines_are_counted()
    {
        const string Limit = "Update to schema would exceed number of columns per table limit of 500 columns";
        Serve(static lines => StubServer.Answer(HttpStatusCode.UnprocessableEntity,
            $$"""{"error":"partial write of line protocol occurred","data":[{"original_line":"{{lines[1][..10]}}","line_number":2,"error_message":"{{Limit}}"}]}"""));

        var failure = await Assert.ThrowsAsync<InfluxWriteException>(() => SendAsync(s_partial, s_options, Lines(3)));

        Assert.Equal(InfluxErrorId.WriteRejected, failure.Id);
        AssertCounts(written: 2, rejected: 1, failed: 0);
    }

    [Fact]
    public async Task Whatever_the_server_does_good_lines_are_stored_and_each_point_counted_once()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            string[] lines = [.. Lines(random.Next(1, 60)).Select(line => random.Next(6) == 0 ? line.Replace("v=", "v=bad", StringComparison.Ordinal) : line)];
            int style = random.Next(3);
            int largest = random.Next(1, 80);
            (WriteReport report, List<LineRefusedEvent> refused) = (new WriteReport(), []);
            using var server = new StubServer(sent => random.Next(5) == 0 ? Refusals.Unavailable()
                : sent.Length > largest ? Refusals.TooLarge()
                : !sent.Any(IsBad) ? StubServer.Stores(sent)
                : style switch { 0 => Refusals.Nameless(), 1 => Refusals.Numbered(sent, IsBad), _ => Refusals.Partial(sent, IsBad) });
            var sender = new RequestSender(server.Write, s_partial, s_options with { MaxRetry = 100 }, report, confirm: false, happened =>
            {
                if (happened is LineRefusedEvent line)
                {
                    refused.Add(line);
                }
            });
            using WriteRequest request = Request(lines);

            await sender.SendAsync(request, CancellationToken.None);

            string[] good = [.. lines.Where(static line => !IsBad(line))];
            Assert.True((report.PointsWritten, report.PointsRejected, report.PointsFailed) == (good.Length, lines.Length - good.Length, 0),
                $"seed {seed}: {report.PointsWritten} written, {report.PointsRejected} rejected, {report.PointsFailed} failed of {lines.Length} with {good.Length} good");
            Assert.Equal(lines.Where(IsBad), refused.Select(static line => line.Line));
            // A partial write has stored them in the server, which this one does not act out.
            Assert.True(style == 2 || good.SequenceEqual(server.Stored.Distinct()), $"seed {seed}: not all good lines came in their order");
        }
    }

    private static bool IsBad(string line) => line.Contains("bad", StringComparison.Ordinal);

    private static string[] Lines(int count) => [.. Enumerable.Range(0, count).Select(static index => $"m,t={index} v=1 {index}")];

    private static WriteRequest Request(string[] lines)
    {
        var request = new WriteRequest(lines.Length);
        for (int line = 0; line < lines.Length; line++)
        {
            int start = request.Lines.Count;
            request.Lines.Write(Encoding.UTF8.GetBytes(lines[line] + "\n"));
            request.AddLine(new LineSource($"{line}", line), start, line);
        }

        return request;
    }

    private StubServer Serve(Func<string[], HttpResponseMessage> answer) => _server = new StubServer(answer);

    private async Task SendAsync(WriteTarget target, WriteOptions options, string[] lines, bool confirm = false)
    {
        using WriteRequest request = Request(lines);
        await new RequestSender(_server!.Write, target, options, _report, confirm, _events.Add).SendAsync(request, CancellationToken.None);
    }

    private void AssertCounts(long written, long rejected, long failed)
        => Assert.Equal((written, rejected, failed), (_report.PointsWritten, _report.PointsRejected, _report.PointsFailed));
}
