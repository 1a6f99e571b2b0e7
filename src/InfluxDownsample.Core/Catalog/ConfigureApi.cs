using System.Globalization;
using System.Net;
using System.Text.Json;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Databases on Core and Enterprise: <c>/api/v3/configure/database</c> (wire reference 6.1). It lists names only; the retention periods come
/// from <c>SHOW RETENTION POLICIES</c>, which the HTTP endpoint answers for all databases at once (wire reference 4.3), or from
/// <c>system.databases</c> where that names no periods, as 3.6 does (wire reference 4.2).
/// </summary>
internal sealed class ConfigureApi(ManagementHttp http) : IDatabaseApi
{
    private const string NotRead = "The databases could not be read";

    public async Task<IReadOnlyList<InfluxDatabase>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = await ListNamesAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, TimeSpan?> periods = await ReadRetentionAsync(cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new InfluxDatabase(name, periods.GetValueOrDefault(name)))];
    }

    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        // The format is required.
        JsonElement? answer = await http.SendAsync(HttpMethod.Get, "api/v3/configure/database?format=json", null, NotRead, null,
            cancellationToken).ConfigureAwait(false);
        return [.. ManagementHttp.Rows(answer).Select(row => ManagementHttp.Text(row, "iox::database")).OfType<string>()];
    }

    public async Task<bool> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        // Null, not "none", keeps for ever.
        var body = new { db = name, retention_period = retentionPeriod is { } period ? RetentionText(period) : null };
        return await http.SendAsync(
            HttpMethod.Post, "api/v3/configure/database", body, $"The database '{name}' was not created", static (status, _)
                => status == HttpStatusCode.Conflict, cancellationToken)
            .ConfigureAwait(false) is not null;
    }

    public async Task<bool> SetRetentionAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        // Left out it is cleared.
        object body = retentionPeriod is { } period ? new { db = name, retention_period = RetentionText(period) } : new { db = name };
        return await http.SendAsync(HttpMethod.Put, "api/v3/configure/database", body, $"The retention period of '{name}' was not set",
            ManagementHttp.IsMissing, cancellationToken).ConfigureAwait(false) is not null;
    }

    public async Task<bool> RemoveAsync(string name, bool permanent, CancellationToken cancellationToken)
        => await http.SendAsync(HttpMethod.Delete, $"api/v3/configure/database?db={Uri.EscapeDataString(name)}{Purge(permanent)}", null,
            $"The database '{name}' was not removed", ManagementHttp.IsMissing, cancellationToken).ConfigureAwait(false) is not null;

    public async Task<bool> RemoveMeasurementAsync(string database, string name, bool permanent, CancellationToken cancellationToken)
        => await http.SendAsync(HttpMethod.Delete,
            $"api/v3/configure/table?db={Uri.EscapeDataString(database)}&table={Uri.EscapeDataString(name)}{Purge(permanent)}", null,
            $"The measurement '{name}' was not removed", ManagementHttp.IsMissing, cancellationToken).ConfigureAwait(false) is not null;

    // Else after three days, under another name until then.
    private static string Purge(bool permanent) => permanent ? "&hard_delete_at=now" : "";

    private async Task<Dictionary<string, TimeSpan?>> ReadRetentionAsync(CancellationToken cancellationToken)
    {
        JsonElement? answer = await http.SendAsync(
            HttpMethod.Get, "api/v3/query_influxql?format=json&q=SHOW%20RETENTION%20POLICIES", null, NotRead, null, cancellationToken).ConfigureAwait(false);
        JsonElement[] rows = [.. ManagementHttp.Rows(answer)];
        if (!rows.Any(row => row.TryGetProperty("duration", out _)))
        {
            return await ReadSystemDatabasesAsync(cancellationToken).ConfigureAwait(false);
        }

        Dictionary<string, TimeSpan?> periods = new(StringComparer.Ordinal);
        foreach (JsonElement row in rows)
        {
            // 'db/policy' is that policy of 'db'; 'autogen' is the database itself (wire reference 5.1).
            string database = ManagementHttp.Text(row, "iox::database") ?? "";
            string policy = ManagementHttp.Text(row, "name") ?? "autogen";
            bool limited = InfluxDuration.TryParse(ManagementHttp.Text(row, "duration"), out InfluxDuration period) && period.Nanoseconds > 0;
            periods[policy == "autogen" ? database : $"{database}/{policy}"] = limited ? TimeSpan.FromTicks(period.Nanoseconds / 100) : null;
        }

        return periods;
    }

    private async Task<Dictionary<string, TimeSpan?>> ReadSystemDatabasesAsync(CancellationToken cancellationToken)
    {
        const string Query = "SELECT CAST(database_name AS VARCHAR) AS d, retention_period_ns AS r, deleted FROM system.databases";
        JsonElement? answer = await http.SendAsync(
            HttpMethod.Get, $"api/v3/query_sql?db=_internal&format=json&q={Uri.EscapeDataString(Query)}", null, NotRead,
            // A server without that table keeps its periods to itself.
            static (_, text) => text.Contains("system.databases", StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        return ManagementHttp.Rows(answer)
            .Where(row => !(row.TryGetProperty("deleted", out JsonElement deleted) && deleted.ValueKind == JsonValueKind.True))
            .DistinctBy(row => ManagementHttp.Text(row, "d"), StringComparer.Ordinal)
            .ToDictionary(row => ManagementHttp.Text(row, "d") ?? "", Period, StringComparer.Ordinal);
    }

    private static TimeSpan? Period(JsonElement row)
        => row.TryGetProperty("r", out JsonElement period) && period.ValueKind == JsonValueKind.Number && period.TryGetUInt64(out ulong nanoseconds)
            && nanoseconds is > 0 and <= long.MaxValue
            ? TimeSpan.FromTicks((long)nanoseconds / 100)
            : null;

    // Only d and h mean the same in code and documentation of the server; 'mo' and 'none' are unknown to it.
    private static string RetentionText(TimeSpan period)
    {
        long seconds = (long)period.TotalSeconds;
        (long count, char unit) = seconds % 86_400 == 0 ? (seconds / 86_400, 'd') : seconds % 3600 == 0 ? (seconds / 3600, 'h')
            : seconds % 60 == 0 ? (seconds / 60, 'm') : (seconds, 's');
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }
}
