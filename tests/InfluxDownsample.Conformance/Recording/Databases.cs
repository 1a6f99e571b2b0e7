using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Removes the databases that cases make.</summary>
internal sealed partial class Databases(HttpCaller http, string prefix)
{
    /// <summary>A name that every endpoint takes.</summary>
    public static string Slug(string id) => NoName().Replace(id, "_") is { Length: > 46 } slug ? $"{slug[..30]}_{Text.Hash(id)}" : NoName().Replace(id, "_");

    private HashSet<string> _others = [];

    /// <summary>Deletes what an earlier run left, and says which other databases there are.</summary>
    public async Task BeginAsync()
    {
        string[] names = await ListAsync();
        foreach (string name in names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            await DeleteAsync(name);
        }

        _others = [.. names.Where(name => !name.StartsWith(prefix, StringComparison.Ordinal))];
        if (_others.Count > 0)
        {
            Console.Error.WriteLine($"Other databases on this server: {string.Join(", ", _others)}. Core holds five; cases about limits will differ.");
        }
    }

    /// <summary>Deletes whatever was not there at the beginning; only while no other case runs.</summary>
    public async Task SweepAsync()
    {
        foreach (string name in (await ListAsync()).Where(name => !_others.Contains(name)))
        {
            await DeleteAsync(name);
        }
    }

    public async Task DeleteAsync(Names names, int count)
    {
        for (int number = 1; number <= count; number++)
        {
            try
            {
                await DeleteAsync(names.Of(number));
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                Console.Error.WriteLine($"{names.Of(number)} was not deleted: {fault.Message}");
            }
        }
    }

    private async Task<string[]> ListAsync()
    {
        JsonObject answer = await CallAsync("GET", "/api/v3/configure/database?format=json");
        if (answer["body"]?.ToString() is { } body && body.StartsWith('['))
        {
            return [.. JsonNode.Parse(body)!.AsArray().Select(row => row!["iox::database"]!.ToString()).Where(name => name != "_internal")];
        }

        Console.Error.WriteLine($"The databases could not be listed: {answer["status"]} {answer["body"]}");
        return [];
    }

    // A deleted database is kept under a name with the second in it: the second one of a second has to wait.
    private async Task DeleteAsync(string name)
    {
        for (int attempt = 1; ; attempt++)
        {
            JsonObject answer = await CallAsync("DELETE", $"/api/v3/configure/database?db={Uri.EscapeDataString(name)}&hard_delete_at=now");
            if ((string?)answer["status"] is "200" or "204" or "404")
            {
                return;
            }

            if (attempt == 3)
            {
                Console.Error.WriteLine($"{name} was not deleted: {answer["status"]} {answer["body"]}");
                return;
            }

            await Task.Delay(1100);
        }
    }

    private async Task<JsonObject> CallAsync(string method, string path)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        return await http.CallAsync(new Step { Id = "", Kind = "http", Method = method, Path = path }, new Names("", ""), masks: null, limit.Token);
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NoName();
}
