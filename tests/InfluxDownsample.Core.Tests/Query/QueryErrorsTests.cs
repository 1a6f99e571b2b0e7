using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Query;
using Xunit;

namespace InfluxDownsample.Core.Tests.Query;

/// <summary>What servers said when they refused a query, by error id. The status does not tell: Core says INTERNAL for many things that waiting does not mend.</summary>
public partial class QueryErrorsTests
{
    private static readonly Uri s_server = new("http://127.0.0.1:8181");

    [Theory]
    // Seen on 3.10.1 and on 3.6.0 (wire reference 1.6, 13).
    [InlineData(StatusCode.Internal, "Error while planning query: External error: Query would scan 432 Parquet files, exceeding the file limit. InfluxDB 3 Core caps file access", InfluxErrorId.QueryTooLarge, "Bound the time")]
    [InlineData(StatusCode.Internal, "Error while planning query: External error: Query would exceed file limit of 432 parquet files. Please specify a smaller time range", InfluxErrorId.QueryTooLarge, "Bound the time")]
    [InlineData(StatusCode.ResourceExhausted, "Error while execution Flight SQL stream: External error: Resources exhausted: Additional allocation failed", InfluxErrorId.QueryTooLarge, "shorter time range")]
    [InlineData(StatusCode.Internal, "Error while planning query: External error: unexpected: provided filters on time column did not produce a valid set of boundaries", InfluxErrorId.QueryRejected, "the end must lie after the start")]
    [InlineData(StatusCode.InvalidArgument, "Error while planning query: Optimizer rule 'simplify_expressions' failed: Arrow error: Cast error: Overflow converting 1677-09-21 00:12:43.145224194 to Nanosecond. The dates that can be represented", InfluxErrorId.QueryRejected, "to_timestamp_nanos")]
    [InlineData(StatusCode.Internal, "Cannot retrieve database: External error: database not found: foo", InfluxErrorId.DatabaseNotFound, "case-sensitive")]
    [InlineData(StatusCode.InvalidArgument, "Error while planning query: Schema error: No field named 'file limit'.", InfluxErrorId.ColumnNotFound, "Quote names")]
    [InlineData(StatusCode.DeadlineExceeded, "", InfluxErrorId.OperationTimeout, "-TimeoutSec")]
    [InlineData(StatusCode.Cancelled, "", InfluxErrorId.QueryRejected, "Get-InfluxMeasurement")]
    public void Refusals_are_told_by_their_words_and_never_repeated(StatusCode status, string words, InfluxErrorId id, string advice)
    {
        InfluxQueryException failure = Translate(status, words);

        Assert.Equal((id, false), (failure.Id, failure.IsTransient));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
        Assert.False(failure.Message.TrimEnd().EndsWith(':'), failure.Message);
    }

    [Fact]
    public void A_stream_that_is_reset_after_rows_is_a_lost_connection()
        => Assert.NotEqual(InfluxErrorId.QueryRejected, QueryErrors.Translate(
            new RpcException(new Status(StatusCode.Internal, "HTTP/2 RST_STREAM")), new InfluxQuery { Text = "SELECT 1" }, "db", s_server, hasAnswered: true).Id);

    [Theory]
    [InlineData("3.10.1")]
    [InlineData("3.6.0")]
    public void Every_recorded_refusal_has_its_id_and_is_not_repeated(string version)
    {
        int seen = 0;
        foreach ((int status, string words) in Refusals(version))
        {
            InfluxErrorId expected = status switch
            {
                8 => InfluxErrorId.QueryTooLarge,
                13 when words.Contains("database not found", StringComparison.Ordinal) => InfluxErrorId.DatabaseNotFound,
                16 => InfluxErrorId.AuthenticationFailed,
                _ when words.Contains("Schema error: No field named", StringComparison.Ordinal) => InfluxErrorId.ColumnNotFound,
                _ when MissingTable().IsMatch(words) => InfluxErrorId.MeasurementNotFound,
                _ => InfluxErrorId.QueryRejected,
            };
            InfluxQueryException failure = Translate((StatusCode)status, words);
            Assert.True((expected, false) == (failure.Id, failure.IsTransient), $"{failure.Id} {failure.IsTransient} for {status} {words}");
            seen++;
        }

        Assert.True(seen > 500, seen.ToString(CultureInfo.InvariantCulture));
    }

    private static InfluxQueryException Translate(StatusCode status, string words)
        => QueryErrors.Translate(new RpcException(new Status(status, words)), new InfluxQuery { Text = "SELECT 1" }, "db", s_server, hasAnswered: false);

    // What clients cancelled themselves, and what was no gRPC answer, is left out.
    private static IEnumerable<(int Status, string Words)> Refusals(string version)
    {
        string path = Path.Combine(Root(), "tests", "data", "truth", $"influxdb3-core-{version}.jsonl.gz");
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            JsonElement read = JsonSerializer.Deserialize<JsonElement>(line);
            if (read.TryGetProperty("kind", out JsonElement kind) && kind.GetString()!.StartsWith("flight", StringComparison.Ordinal)
                && int.TryParse(read.GetProperty("answer").GetProperty("status").GetString(), CultureInfo.InvariantCulture, out int status) && status > 1)
            {
                yield return (status, read.GetProperty("answer").GetProperty("text").GetString()!);
            }
        }
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "InfluxDownsample.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"(?<!function )\btable '[^\n]*' not found", RegexOptions.CultureInvariant)]
    private static partial Regex MissingTable();
}
