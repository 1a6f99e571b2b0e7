using System.Net;
using System.Text.Json;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>Refusals in the forms of the servers (wire reference 5.4, 5.5).</summary>
internal static class Refusals
{
    /// <summary>Core's v3 endpoint with accept_partial: the other lines are stored; of each bad one the first 20 bytes come back.</summary>
    public static HttpResponseMessage Partial(string[] lines, Func<string, bool> isBad) => StubServer.Answer(HttpStatusCode.BadRequest, JsonSerializer.Serialize(new
    {
        error = "partial write of line protocol occurred",
        data = lines.Select(static (line, index) => (line, index)).Where(pair => isBad(pair.line)).Select(static pair => new
        {
            original_line = pair.line[..Math.Min(20, pair.line.Length)],
            line_number = pair.index + 1,
            error_message = Message,
        }),
    }));

    /// <summary>Core's v2 endpoint: all or nothing, and no word of which line.</summary>
    public static HttpResponseMessage Nameless() => StubServer.Answer(HttpStatusCode.BadRequest,
        """{"code":"invalid","message":"write buffer error: line protocol parse failed: No fields were provided"}""");

    /// <summary>The distributed products: the first bad lines with their numbers; nothing is stored.</summary>
    public static HttpResponseMessage Numbered(string[] lines, Func<string, bool> isBad)
    {
        string[] errors = [.. lines.Select(static (line, index) => (line, index)).Where(pair => isBad(pair.line))
            .Select(static pair => $"error parsing line {pair.index + 1} (1-based): {Message}")];
        return StubServer.Answer(HttpStatusCode.BadRequest, JsonSerializer.Serialize(new
        {
            code = "invalid",
            message = "failed to parse line protocol:\n  errors encountered on line(s):\n  " + string.Join("\n  ", errors),
        }));
    }

    public static HttpResponseMessage TooLarge() => StubServer.Answer(HttpStatusCode.RequestEntityTooLarge, "max request size (10485760 bytes) exceeded");

    public static HttpResponseMessage Unavailable() => StubServer.Answer(HttpStatusCode.ServiceUnavailable, "overloaded");

    public const string Message = "invalid column type for column 'v', expected iox::column_type::field::float, got iox::column_type::field::string";
}
