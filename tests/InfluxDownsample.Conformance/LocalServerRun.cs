using InfluxDownsample.Conformance.Comparing;
using InfluxDownsample.Conformance.Corpus;
using InfluxDownsample.Conformance.Recording;
using InfluxDownsample.LocalServer;

namespace InfluxDownsample.Conformance;

/// <summary>Plays the corpus against local servers and compares with a recording.</summary>
internal static class LocalServerRun
{
    private const string Token = "apiv3_conformance";

    /// <summary>How the answers differ from those that a real server of this version gave.</summary>
    public static async Task<IReadOnlyList<StepDifferences>> CompareAsync(string version, Pattern only, CancellationToken cancellation)
    {
        DateTime started = DateTime.UtcNow;
        IReadOnlyList<Case> cases = CorpusFiles.Read(TruthFiles.Corpus, only);
        IReadOnlyList<string>[] answers = await Task.WhenAll(
            // A server with Core's limits for the cases about them, one with room for many cases at once for all others.
            PlayAsync(Options(version), [.. cases.Where(played => played.NeedsTheServer)], atOnce: 1, cancellation),
            PlayAsync(Options(version) with { MaxDatabases = 10_000 }, [.. cases.Where(played => !played.NeedsTheServer)], atOnce: 4, cancellation));
        // A time of the data that is the present somewhere in this run is masked in all answers, also those of before, and in the recording.
        Masks masks = new(started, DateTime.UtcNow);
        IEnumerable<string> lines = RecordingFile.ReadLines(TruthFiles.Recording(version)).Select(masks.Apply);
        IEnumerable<Recorded> recorded = Recorded.Read(lines).Where(answer => only.Fits(answer.Case, answer.Group));
        return RecordingComparer.Compare(recorded, Recorded.Read(answers.SelectMany(played => played).Select(masks.Apply)));
    }

    // When the real server was asked, the rows were in its buffer and not yet in files.
    private static LocalServerOptions Options(string version) => new()
    {
        Token = Token,
        QueryFileLimit = 0,
        Like = version.StartsWith("3.6", StringComparison.Ordinal) ? CoreVersion.Core36 : CoreVersion.Core310,
    };

    private static async Task<IReadOnlyList<string>> PlayAsync(LocalServerOptions options, IReadOnlyList<Case> cases, int atOnce, CancellationToken cancellation)
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(options, cancellation);
        using CorpusPlayer player = new(server.Address, Token, "truth_", TimeSpan.FromSeconds(60));
        return await player.PlayAsync(cases, atOnce, cancellation);
    }
}
