using InfluxDownsample.Conformance.Comparing;
using InfluxDownsample.Conformance.Corpus;
using InfluxDownsample.Conformance.Recording;
using InfluxDownsample.LocalServer;

namespace InfluxDownsample.Conformance.Damaging;

/// <summary>Sends damaged requests to a local server.</summary>
internal static class DamagedRun
{
    private const string Token = "apiv3_damaged";

    /// <summary>The requests that got neither rows nor a clear refusal, with what came back.</summary>
    public static async Task<(int Answered, int Refused, IReadOnlyList<string> Faults)> PlayAsync(int count, int seed, CancellationToken cancellation)
    {
        IReadOnlyList<Case> cases = DamagedCorpus.Of(CorpusFiles.Read(TruthFiles.Corpus, Pattern.Of(null)), count, seed);
        // Damaged names make databases and tables by the thousand.
        LocalServerOptions options = new() { Token = Token, QueryFileLimit = 0, MaxDatabases = int.MaxValue, MaxTables = int.MaxValue };
        await using LocalServerHost server = await LocalServerHost.StartAsync(options, cancellation);
        using CorpusPlayer player = new(server.Address, Token, "damaged_", TimeSpan.FromSeconds(60));
        IReadOnlyList<Recorded> answers = Recorded.Read(await player.PlayAsync(cases, atOnce: 2, cancellation));
        await player.PingAsync(cancellation);
        string[] faults = [.. answers.Where(IsFault).Select(answer => $"{answer.Key}: {answer.Asked} => {answer.Answer.ToJsonString(Text.Json)}")];
        int answered = answers.Count(IsAnswer);
        return (answered, answers.Count - answered - faults.Length, faults);
    }

    // An exception that nobody caught is 500 without a body over HTTP, and Unknown over Flight; a server that breaks off is a fault of the client's call.
    private static bool IsFault(Recorded recorded) => ((string?)recorded.Answer["status"], recorded.Kind) switch
    {
        ("timeout" or "client", _) => true,
        ("500", "http") => string.IsNullOrEmpty((string?)recorded.Answer["body"]),
        ("2", not "http") => true,
        _ => recorded.Answer["cut"] is not null,
    };

    private static bool IsAnswer(Recorded recorded) => (string?)recorded.Answer["status"] is "0" or "200" or "204";
}
