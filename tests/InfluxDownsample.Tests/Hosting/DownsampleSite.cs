using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Faults;
using Xunit;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>A local server with raw rows in database <c>office</c>, and an engine with the connections <c>raw</c> and <c>hourly</c>.</summary>
public sealed class DownsampleSite : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private readonly HostedEngine? _own;

    private DownsampleSite(LocalServerHost server, HostedEngine? engine)
    {
        Server = server;
        _http.BaseAddress = server.Address;
        Engine = engine ?? (_own = new HostedEngine());
        Connect(Engine);
    }

    public LocalServerHost Server { get; }

    public HostedEngine Engine { get; }

    /// <summary>The writes of points that the server has seen, without the rows about jobs.</summary>
    public IEnumerable<LoggedRequest> Writes => Server.Requests.Entries.Where(request => request.Path.EndsWith("write_lp", StringComparison.Ordinal));

    /// <summary>Starts the server.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="engine">An engine that outlives this site; null makes one.</param>
    public static async Task<DownsampleSite> StartAsync(LocalServerOptions? options = null, HostedEngine? engine = null)
        => new(await LocalServerHost.StartAsync(options ?? TestServers.Options), engine);

    /// <summary>Writes lines; a time is written as text behind the last <c>@</c>.</summary>
    public async Task WriteAsync(string database, params IEnumerable<string> lines)
    {
        var body = new StringBuilder();
        foreach (string line in lines)
        {
            int at = line.LastIndexOf('@');
            body.Append(line.AsSpan(0, at)).Append(' ').Append(Nanoseconds(line[(at + 1)..])).Append('\n');
        }

        using var content = new StringContent(body.ToString());
        using HttpResponseMessage answer = await _http.PostAsync(new Uri($"api/v3/write_lp?db={database}&precision=nanosecond&accept_partial=false", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Registers the connections in another engine. Reads count at once, but where a test names a -SettleTime: this server hides no rows unless it is told to.</summary>
    public void Connect(HostedEngine engine)
        => engine.Run($"$global:PSDefaultParameterValues = @{{ '*-InfluxDownsample:SettleTime' = '0s' }}; Connect-InfluxDatabase {Server.Address} office -Name raw; Connect-InfluxDatabase {Server.Address} office_hourly -Name hourly").Succeed();

    /// <summary>The one result of a script.</summary>
    public static PSObject Result(Answer answer) => Assert.Single(answer.Output);

    /// <summary>Runs Invoke-InfluxDownsample from <c>raw</c> to <c>hourly</c> and gives its one result.</summary>
    public PSObject Downsample(string parameters) => Result(Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}").Succeed());

    /// <summary>Rows of a query as text: values by comma. What a test looks at in one query is not held to the limit of files, as a command is.</summary>
    public string[] Query(string database, string sql)
    {
        int? limit = Server.Faults.QueryFileLimit;
        Server.Faults.QueryFileLimit = 0;
        try
        {
            return Query(Engine, database, sql);
        }
        finally
        {
            Server.Faults.QueryFileLimit = limit;
        }
    }

    /// <summary>Rows of a query as text, read in another engine.</summary>
    public static string[] Query(HostedEngine engine, string database, string sql)
        => engine.Run($"Invoke-InfluxQuery -Connection raw -Database {database} -Query @'\n{sql}\n'@").Succeed().Output
            .Select(row => string.Join(",", row.Properties.Select(property => Text(property.Value))))
            .ToArray();

    public static long Count(PSObject result, string name) => Convert.ToInt64(result.Properties[name].Value, CultureInfo.InvariantCulture);

    public static string Status(PSObject result) => result.Properties["Status"].Value.ToString()!;

    public static IDictionary<string, long> Reasons(PSObject result) => (IDictionary<string, long>)result.Properties["SkipReasons"].Value;

    public static object[] Items(PSObject result, string name) => [.. ((IEnumerable)result.Properties[name].Value).Cast<object>()];

    public static string Text(object? value) => value switch
    {
        null => "",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    public static long Nanoseconds(string time)
        => (DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks - DateTime.UnixEpoch.Ticks) * 100;

    public async ValueTask DisposeAsync()
    {
        _own?.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
