using System.Globalization;
using System.Net;
using System.Text.Json;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Databases on Core and Enterprise: <c>/api/v3/configure/database</c> (wire reference 6.1). It lists names only; the retention periods come
/// from <c>SHOW RETENTION POLICIES</c>, which the HTTP endpoint answers for all databases at once (wire reference 4.3).
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
        JsonElement? answer = await http.SendAsync(HttpMethod.Get, "api/v3/configure/database?format=json", null, NotRead, null, cancellationToken).ConfigureAwait(false);
        return [.. ManagementHttp.Rows(answer).Select(row => ManagementHttp.Text(row, "iox::database")).OfType<string>()];
    }

    public async Task<bool> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        // Null, not "none", keeps for ever.
        var body = new { db = name, retention_period = retentionPeriod is { } period ? RetentionText(period) : null };
        return await http.SendAsync(
            HttpMethod.Post, "api/v3/configure/database", body, $"The database '{name}' was not created", static (status, _) => status == HttpStatusCode.Conflict, cancellationToken)
            .ConfigureAwait(false) is not null;
    }

    private async Task<Dictionary<string, TimeSpan?>> ReadRetentionAsync(CancellationToken cancellationToken)
    {
        JsonElement? answer = await http.SendAsync(
            HttpMethod.Get, "api/v3/query_influxql?format=json&q=SHOW%20RETENTION%20POLICIES", null, NotRead, null, cancellationToken).ConfigureAwait(false);
        Dictionary<string, TimeSpan?> periods = new(StringComparer.Ordinal);
        foreach (JsonElement row in ManagementHttp.Rows(answer))
        {
            // 'db/policy' is that policy of 'db'; 'autogen' is the database itself (wire reference 5.1).
            string database = ManagementHttp.Text(row, "iox::database") ?? "";
            string policy = ManagementHttp.Text(row, "name") ?? "autogen";
            bool limited = InfluxDuration.TryParse(ManagementHttp.Text(row, "duration"), out InfluxDuration period) && period.Nanoseconds > 0;
            periods[policy == "autogen" ? database : $"{database}/{policy}"] = limited ? TimeSpan.FromTicks(period.Nanoseconds / 100) : null;
        }

        return periods;
    }

    // Only d and h mean the same in code and documentation of the server; 'mo' and 'none' are unknown to it.
    private static string RetentionText(TimeSpan period)
    {
        long seconds = (long)period.TotalSeconds;
        (long count, char unit) = seconds % 86_400 == 0 ? (seconds / 86_400, 'd') : seconds % 3600 == 0 ? (seconds / 3600, 'h')
            : seconds % 60 == 0 ? (seconds / 60, 'm') : (seconds, 's');
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }
}
