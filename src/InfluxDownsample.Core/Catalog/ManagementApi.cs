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
        // In nanoseconds; 0 is for ever.
        var body = new { name, retentionPeriod = retentionPeriod is { } period ? checked(period.Ticks * 100) : 0 };
        return await http.SendAsync(
            HttpMethod.Post, path, body, $"The database '{name}' was not created", static (status, _) => status == HttpStatusCode.Conflict, cancellationToken)
            .ConfigureAwait(false) is not null;
    }

    private static InfluxDatabase ReadDatabase(JsonElement database)
    {
        long nanoseconds = database.TryGetProperty("retentionPeriod", out JsonElement period) && period.TryGetInt64(out long value) ? value : 0;
        return new InfluxDatabase(ManagementHttp.Text(database, "name") ?? "", nanoseconds == 0 ? null : TimeSpan.FromTicks(nanoseconds / 100));
    }
}
