using System.CommandLine;
using InfluxDownsample.LocalServer;

const string TokenVariable = "INFLUXDOWNSAMPLE_LOCAL_TOKEN";

RootCommand command = new("A stand-in for InfluxDB 3 Core on a loopback port, for rehearsal and tests. It is no database to rely on.");
List<Action<ParseResult, FaultSettings>> faults = [];
Option<int> port = Add("--port", "Loopback port; 0 takes a free one.", 8181);
Option<string?> data = Add<string?>("--data", "Folder that keeps the data; left out, it is kept in memory.");
Option<string?> token = Add<string?>("--token", $"Admin token; left out, it is the variable {TokenVariable}, which no list of processes shows; "
    + "without either no authorization is asked for.");
Option<string> like = Add("--like", "The release of InfluxDB 3 Core whose ways it has: 3.10 or 3.6.", "3.10");
like.AcceptOnlyFromAmong("3.10", "3.6");
Option<int> databases = Add("--max-databases", "Databases that may exist at once.", 5);
Option<int> tables = Add("--max-tables", "Tables over all databases.", 2000);
Option<int> columns = Add("--max-columns", "Tags and fields of one table.", 500);
Option<int> files = Add("--query-file-limit", "Refuse queries that read so many 10-minute files of one table or more; 0 refuses none.", 432);
Fault<int>("--fail-writes", "Fail so many first writes.", (faults, count) => faults.FailWrites = count);
Fault("--fail-status", "HTTP status of failed writes.", (faults, status) => faults.FailStatus = status, 503);
Fault<int?>("--retry-after", "Retry-After of failed writes, in seconds.", (faults, seconds) => faults.RetryAfterSeconds = seconds);
Fault<int>("--drop-answers", "Store so many first writes but cut the connection instead of answering.", (faults, count) => faults.DropAnswers = count);
Fault<int>("--reset-writes", "Cut the connection in the body of so many first writes.", (faults, count) => faults.ResetWrites = count);
Fault<int>("--reset-queries", "Cut the connection of so many first queries after their first batch.", (faults, count) => faults.ResetQueries = count);
Fault<int>("--unavailable-queries", "Answer so many first Flight calls with UNAVAILABLE.", (faults, count) => faults.UnavailableQueries = count);
Fault<int>("--delay", "Wait so many milliseconds before each write and query.", (faults, delay) => faults.DelayMilliseconds = delay);
Fault<bool>("--no-parquet-files", "Serve no system.parquet_files, as other editions.", (faults, on) => faults.NoParquetFiles = on);
Fault<bool>("--expired-token", "Treat the token as expired.", (faults, on) => faults.ExpiredToken = on);
Fault<bool>("--stale-overwrite", "Keep the older of two versions of a point.", (faults, on) => faults.StaleOverwrite = on);
Fault<bool>("--hide-rows", "Keep rows in a write buffer, and hide some from queries while a snapshot writes their files.",
    (faults, on) => faults.HideRowsInSnapshots = on);
Fault<bool>("--mix-versions", "Keep rows in a write buffer, and mix the versions of points that are in it twice.",
    (faults, on) => faults.MixVersionsInBuffer = on);
Fault("--snapshot-every", "Begin a snapshot of the write buffer at random queries, every so many on an average; 0 begins none.",
    (faults, queries) => faults.SnapshotEvery = queries, 50);
Fault<int>("--seed", "Chooses the moments of snapshots and the order of their files.", (faults, seed) => faults.Seed = seed);

command.SetAction(async (given, cancellationToken) =>
{
    LocalServerOptions options = new()
    {
        Port = given.GetValue(port),
        DataDirectory = given.GetValue(data),
        Token = given.GetValue(token) ?? TokenOfEnvironment(),
        Like = given.GetValue(like) == "3.6" ? CoreVersion.Core36 : CoreVersion.Core310,
        MaxDatabases = given.GetValue(databases),
        MaxTables = given.GetValue(tables),
        MaxColumnsPerTable = given.GetValue(columns),
        QueryFileLimit = given.GetValue(files),
    };
    faults.ForEach(fault => fault(given, options.Faults));
    return await RunAsync(options, cancellationToken);
});

// Ctrl+C cancels the token.
return await command.Parse(args).InvokeAsync();

Option<T> Add<T>(string name, string description, T? initial = default)
{
    Option<T> option = new(name) { Description = description };
    if (initial is not (null or 0 or false))
    {
        option.DefaultValueFactory = _ => initial;
    }

    command.Add(option);
    return option;
}

void Fault<T>(string name, string description, Action<FaultSettings, T> set, T? initial = default)
{
    Option<T> option = Add(name, description, initial);
    faults.Add((given, settings) => set(settings, given.GetValue(option)!));
}

static string? TokenOfEnvironment() => Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } value ? value : null;

static async Task<int> RunAsync(LocalServerOptions options, CancellationToken cancellationToken)
{
    try
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(options, cancellationToken);
        // The first line, for scripts: its last word is the address.
        Console.WriteLine($"Listening on {server.Address}");
        Console.WriteLine($"Data: {options.DataDirectory ?? "in memory"}. Ctrl+C stops.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
    catch (Exception exception) when (exception is IOException or DuckDB.NET.Data.DuckDBException)
    {
        Console.Error.WriteLine($"The server did not start: {exception.Message}");
        return 1;
    }
}
