using System.Net.Http.Headers;
using InfluxDownsample.LocalServer;
using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>The local server with a token, one for all tests of a class; each test takes databases of its own.</summary>
public sealed class TestServer : IAsyncLifetime, IDisposable
{
    public const string Token = "apiv3_OnlyForTests0123456789";

    private readonly HttpClient _http = new();
    private int _databases;

    public LocalServerHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await LocalServerHost.StartAsync(TestServers.Options with { Token = Token, MaxDatabases = 100 });
        _http.BaseAddress = Host.Address;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    public void Dispose() => _http.Dispose();

    /// <summary>A new name of a database; writing creates it.</summary>
    public string NewDatabase() => $"db{Interlocked.Increment(ref _databases)}";

    /// <summary>A connection string.</summary>
    public string Connection(string database, string token = Token) => $"{Host.Address}?database={database}&token={token}";

    /// <summary>A new database with these lines in it.</summary>
    public async Task<string> DatabaseWith(params string[] lines)
    {
        string database = NewDatabase();
        await WriteAsync(database, lines);
        return database;
    }

    /// <summary>Writes lines.</summary>
    public async Task WriteAsync(string database, params string[] lines)
    {
        using HttpResponseMessage answer = await _http.PostAsync(
            new Uri($"api/v3/write_lp?db={database}&precision=nanosecond", UriKind.Relative), new StringContent(string.Join('\n', lines)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
