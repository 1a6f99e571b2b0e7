using System.Net;
using System.Text.Json;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Databases on Cloud Dedicated and Clustered: the management API with its own tokens (wire reference 6.2). Dedicated has it on
/// <c>https://console.influxdata.com/api/v0/accounts/ACCOUNT/clusters/CLUSTER</c>, Clustered under <c>/api/v0</c> of the cluster's own address.
/// </summary>
internal sealed class ManagementApi(ManagementHttp http, string path) : IDatabaseApi
{
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: the connection's address is no management address.</exception>
    public static string PathFor(ConnectionSettings settings, InfluxEdition edition)
    {
        string address = settings.Uri.AbsolutePath.TrimEnd('/');
        if (edition == InfluxEdition.Clustered)
        {
            return address.EndsWith("/api/v0", StringComparison.Ordinal) ? "databases" : "api/v0/databases";
        }

        return address.Contains("/clusters/", StringComparison.Ordinal)
            ? "databases"
            : throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"'{settings.Uri.Host}' can't manage databases: Cloud Dedicated has a management API of its own.")
            {
                Target = settings.Uri,
                Advice = "Use Connect-InfluxDatabase https://console.influxdata.com/api/v0/accounts/ACCOUNT/clusters/CLUSTER -Edition CloudDedicated "
                    + "-SkipCheck, with a management token.",
            };
    }

    public async Task<IReadOnlyList<InfluxDatabase>> ListAsync(CancellationToken cancellationToken)
    {
        JsonElement? answer = await http.SendAsync(HttpMethod.Get, path, null, "The databases could not be read", null,
            cancellationToken).ConfigureAwait(false);
        return [.. ManagementHttp.Rows(answer).Select(ReadDatabase)];
    }

    public async Task<bool> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        var body = new { name, retentionPeriod = Nanoseconds(retentionPeriod) };
        return await http.SendAsync(
            HttpMethod.Post, path, body, $"The database '{name}' was not created", static (status, _) => status == HttpStatusCode.Conflict, cancellationToken)
            .ConfigureAwait(false) is not null;
    }

    public async Task<bool> SetRetentionAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        var body = new { retentionPeriod = Nanoseconds(retentionPeriod) };
        return await http.SendAsync(HttpMethod.Patch, PathOf(name), body, $"The retention period of '{name}' was not set", ManagementHttp.IsMissing,
            cancellationToken).ConfigureAwait(false) is not null;
    }

    // These editions keep nothing of what is removed.
    public async Task<bool> RemoveAsync(string name, bool permanent, CancellationToken cancellationToken)
        => await http.SendAsync(HttpMethod.Delete, PathOf(name), null, $"The database '{name}' was not removed", ManagementHttp.IsMissing,
            cancellationToken).ConfigureAwait(false) is not null;

    public async Task<bool> RemoveMeasurementAsync(string database, string name, bool permanent, CancellationToken cancellationToken)
        => await http.SendAsync(HttpMethod.Delete, $"{PathOf(database)}/tables/{Uri.EscapeDataString(name)}", null,
            $"The measurement '{name}' was not removed", ManagementHttp.IsMissing, cancellationToken).ConfigureAwait(false) is not null;

    private string PathOf(string database) => $"{path}/{Uri.EscapeDataString(database)}";

    // 0 is for ever.
    private static long Nanoseconds(TimeSpan? period) => period is { } kept ? checked(kept.Ticks * 100) : 0;

    private static InfluxDatabase ReadDatabase(JsonElement database)
    {
        long nanoseconds = database.TryGetProperty("retentionPeriod", out JsonElement period) && period.TryGetInt64(out long value) ? value : 0;
        return new InfluxDatabase(ManagementHttp.Text(database, "name") ?? "", nanoseconds == 0 ? null : TimeSpan.FromTicks(nanoseconds / 100));
    }
}
