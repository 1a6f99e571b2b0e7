using System.CommandLine;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Faults;

const string TokenVariable = "INFLUXDOWNSAMPLE_LOCAL_TOKEN";

Option<int> port = new("--port") { Description = "Loopback port; 0 takes a free one.", DefaultValueFactory = _ => 8181 };
Option<string?> data = new("--data") { Description = "Folder that keeps the data; left out, it is kept in memory." };
Option<string?> token = new("--token")
{
    Description = $"Admin token; left out, it is the variable {TokenVariable}, which no list of processes shows; "
        + "without either no authorization is asked for.",
};
Option<string> like = new("--like") { Description = "The release of InfluxDB 3 Core whose ways it has: 3.10 or 3.6.", DefaultValueFactory = _ => "3.10" };
like.AcceptOnlyFromAmong("3.10", "3.6");
Option<int> databases = new("--max-databases") { Description = "Databases that may exist at once.", DefaultValueFactory = _ => 5 };
Option<int> tables = new("--max-tables") { Description = "Tables over all databases.", DefaultValueFactory = _ => 2000 };
Option<int> columns = new("--max-columns") { Description = "Tags and fields of one table.", DefaultValueFactory = _ => 500 };
Option<int> failWrites = new("--fail-writes") { Description = "Fail so many first writes." };
Option<int> failStatus = new("--fail-status") { Description = "HTTP status of failed writes.", DefaultValueFactory = _ => 503 };
Option<int?> retryAfter = new("--retry-after") { Description = "Retry-After of failed writes, in seconds." };
Option<int> dropAnswers = new("--drop-answers") { Description = "Store so many first writes but cut the connection instead of answering." };
Option<int> resetWrites = new("--reset-writes") { Description = "Cut the connection in the body of so many first writes." };
Option<int> resetQueries = new("--reset-queries") { Description = "Cut the connection of so many first queries after their first batch." };
Option<int> unavailable = new("--unavailable-queries") { Description = "Answer so many first Flight calls with UNAVAILABLE." };
Option<int> delay = new("--delay") { Description = "Wait so many milliseconds before each write and query." };
Option<int> files = new("--query-file-limit")
{
    Description = "Refuse queries that read so many 10-minute files of one table or more; 0 refuses none.",
    DefaultValueFactory = _ => 432,
};
Option<bool> noParquetFiles = new("--no-parquet-files") { Description = "Serve no system.parquet_files, as other editions." };
Option<bool> expired = new("--expired-token") { Description = "Treat the token as expired." };
Option<bool> stale = new("--stale-overwrite") { Description = "Keep the older of two versions of a point." };
Option<bool> hideRows = new("--hide-rows") { Description = "Keep rows in a write buffer, and hide some from queries while a snapshot writes their files." };
Option<bool> mixVersions = new("--mix-versions") { Description = "Keep rows in a write buffer, and mix the versions of points that are in it twice." };
Option<int> snapshotEvery = new("--snapshot-every") { Description = "Begin a snapshot of the write buffer at random queries, every so many on an average; 0 begins none.", DefaultValueFactory = _ => 50 };
Option<int> seed = new("--seed") { Description = "Chooses the moments of snapshots and the order of their files." };

RootCommand command = new("A stand-in for InfluxDB 3 Core on a loopback port, for rehearsal and tests. It is no database to rely on.")
{
    port, data, token, like, databases, tables, columns, files,
    failWrites, failStatus, retryAfter, dropAnswers, resetWrites, resetQueries, unavailable, delay, noParquetFiles, expired, stale,
    hideRows, mixVersions, snapshotEvery, seed,
};
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
        Faults = new FaultSettings
        {
            FailWrites = given.GetValue(failWrites),
            FailStatus = given.GetValue(failStatus),
            RetryAfterSeconds = given.GetValue(retryAfter),
            DropAnswers = given.GetValue(dropAnswers),
            ResetWrites = given.GetValue(resetWrites),
            ResetQueries = given.GetValue(resetQueries),
            UnavailableQueries = given.GetValue(unavailable),
            DelayMilliseconds = given.GetValue(delay),
            NoParquetFiles = given.GetValue(noParquetFiles),
            ExpiredToken = given.GetValue(expired),
            StaleOverwrite = given.GetValue(stale),
            HideRowsInSnapshots = given.GetValue(hideRows),
            MixVersionsInBuffer = given.GetValue(mixVersions),
            SnapshotEvery = given.GetValue(snapshotEvery),
            Seed = given.GetValue(seed),
        },
    };
    return await RunAsync(options, cancellationToken);
});

// Ctrl+C cancels the token.
return await command.Parse(args).InvokeAsync();

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
