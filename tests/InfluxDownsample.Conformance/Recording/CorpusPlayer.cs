using System.Text.Json.Nodes;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Plays cases against a server, each in databases of its own.</summary>
internal sealed class CorpusPlayer : IDisposable
{
    private readonly HttpCaller _http;
    private readonly FlightCaller _flight;
    private readonly Databases _databases;
    private readonly CasePlayer _player;

    /// <param name="server">An InfluxDB 3.</param>
    /// <param name="token">Its token.</param>
    /// <param name="prefix">Databases begin with this; existing ones that do are deleted.</param>
    /// <param name="stepLimit">What takes longer counts as not answered.</param>
    public CorpusPlayer(Uri server, string token, string prefix, TimeSpan stepLimit)
    {
        _http = new HttpCaller(server, token);
        _flight = new FlightCaller(server, token);
        _databases = new Databases(_http, prefix);
        _player = new CasePlayer(_http, _flight, _databases, stepLimit, prefix, token);
    }

    public void Dispose()
    {
        _http.Dispose();
        _flight.Dispose();
    }

    /// <summary>The server's answer to <c>/ping</c>, which names its version.</summary>
    public Task<JsonObject> PingAsync(CancellationToken cancellation) =>
        _http.CallAsync(new Step { Id = "ping", Kind = "http", Path = "/ping" }, new Names("", ""), new Masks(DateTime.UtcNow), cancellation);

    /// <summary>The answers as lines of a recording, in the order of the cases. Cases that need the server for themselves come first, one by one.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(IReadOnlyList<Case> cases, int atOnce, CancellationToken cancellation)
    {
        await _databases.BeginAsync();
        string[][] answers = new string[cases.Count][];
        foreach (int index in Indexes(alone: true))
        {
            answers[index] = await _player.PlayAsync(cases[index], cancellation);
            await _databases.SweepAsync();
        }

        ParallelOptions parallel = new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Indexes(alone: false), parallel, async (index, stop) => answers[index] = await _player.PlayAsync(cases[index], stop));
        return [.. answers.SelectMany(lines => lines)];

        IEnumerable<int> Indexes(bool alone) => Enumerable.Range(0, cases.Count).Where(index => cases[index].NeedsTheServer == alone);
    }
}
