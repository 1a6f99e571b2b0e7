using System.Globalization;
using System.Net;
using System.Text.Json;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Databases on Cloud Serverless, where they are buckets of an organisation: <c>/api/v2/buckets</c> (wire reference 6.2).</summary>
internal sealed class BucketApi(ManagementHttp http, string? organization) : IDatabaseApi
{
    private const int PageSize = 100;

    public async Task<IReadOnlyList<InfluxDatabase>> ListAsync(CancellationToken cancellationToken)
        => [.. (await ReadBucketsAsync(cancellationToken).ConfigureAwait(false)).Select(bucket => bucket.Database)];

    public async Task<bool> CreateAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        object[] rules = Rules(retentionPeriod);
        var body = new { orgID = await OrganizationIdAsync(cancellationToken).ConfigureAwait(false), name, retentionRules = rules };
        return await http.SendAsync(HttpMethod.Post, "api/v2/buckets", body, $"The bucket '{name}' was not created", IsExisting,
            cancellationToken).ConfigureAwait(false) is not null;
    }

    public async Task<bool> SetRetentionAsync(string name, TimeSpan? retentionPeriod, CancellationToken cancellationToken)
    {
        var body = new { retentionRules = Rules(retentionPeriod) };
        return await FindIdAsync(name, cancellationToken).ConfigureAwait(false) is { } id
            && await http.SendAsync(HttpMethod.Patch, $"api/v2/buckets/{id}", body, $"The retention period of '{name}' was not set", ManagementHttp.IsMissing,
                cancellationToken).ConfigureAwait(false) is not null;
    }

    // A bucket's rows go with it.
    public async Task<bool> RemoveAsync(string name, bool permanent, CancellationToken cancellationToken)
        => await FindIdAsync(name, cancellationToken).ConfigureAwait(false) is { } id
            && await http.SendAsync(HttpMethod.Delete, $"api/v2/buckets/{id}", null, $"The bucket '{name}' was not removed", ManagementHttp.IsMissing,
                cancellationToken).ConfigureAwait(false) is not null;

    public Task<bool> RemoveMeasurementAsync(string database, string name, bool permanent, CancellationToken cancellationToken)
        => throw new InfluxException(InfluxErrorId.InvalidParameter, "Cloud Serverless can't remove a measurement of a bucket.")
        {
            Target = name,
            Advice = "Its rows go with the bucket's retention period (Set-InfluxDatabase), or with the bucket (Remove-InfluxDatabase).",
        };

    private async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken)
        => (await ReadBucketsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(bucket => bucket.Database.Name == name)?.Id;

    private static object[] Rules(TimeSpan? period)
        => period < TimeSpan.FromHours(1)
            ? throw new InfluxException(InfluxErrorId.InvalidParameter, "Cloud Serverless keeps rows for an hour at least.") { Target = period }
            // 0 is for ever; left out it would be 30 days.
            : [new { type = "expire", everySeconds = (long)(period?.TotalSeconds ?? 0) }];

    private static bool IsExisting(HttpStatusCode status, string body)
        => status == HttpStatusCode.Conflict || (status == HttpStatusCode.UnprocessableEntity
            && body.Contains("already exists", StringComparison.OrdinalIgnoreCase));

    private async Task<string> OrganizationIdAsync(CancellationToken cancellationToken)
    {
        if (organization is { Length: 16 } && organization.All(char.IsAsciiHexDigit))
        {
            return organization;
        }

        // A token belongs to one organisation, and every bucket it sees names the id.
        IReadOnlyList<Bucket> buckets = await ReadBucketsAsync(cancellationToken).ConfigureAwait(false);
        return buckets.Select(bucket => bucket.OrganizationId).FirstOrDefault(id => id is not null)
            ?? throw new InfluxException(InfluxErrorId.InvalidParameter, "Creating a bucket needs the id of the organization.")
            {
                Target = organization,
                Advice = "Give the 16 characters of its id to Connect-InfluxDatabase -Organization.",
            };
    }

    private async Task<IReadOnlyList<Bucket>> ReadBucketsAsync(CancellationToken cancellationToken)
    {
        List<Bucket> buckets = [];
        int read;
        do
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"api/v2/buckets?limit={PageSize}&offset={buckets.Count}");
            JsonElement? answer = await http.SendAsync(HttpMethod.Get, path, null, "The buckets could not be read", null,
                cancellationToken).ConfigureAwait(false);
            read = 0;
            if (answer is { ValueKind: JsonValueKind.Object } page && page.TryGetProperty("buckets", out JsonElement rows))
            {
                Bucket[] found = [.. ManagementHttp.Rows(rows).Select(ReadBucket)];
                buckets.AddRange(found);
                read = found.Length;
            }
        }
        while (read == PageSize);
        return buckets;
    }

    private static Bucket ReadBucket(JsonElement bucket)
    {
        long seconds = bucket.TryGetProperty("retentionRules", out JsonElement rules) && rules.ValueKind == JsonValueKind.Array && rules.GetArrayLength() > 0
            && rules[0].TryGetProperty("everySeconds", out JsonElement every) && every.TryGetInt64(out long value) ? value : 0;
        return new Bucket(
            new InfluxDatabase(ManagementHttp.Text(bucket, "name") ?? "", seconds == 0 ? null : TimeSpan.FromSeconds(seconds)),
            ManagementHttp.Text(bucket, "orgID"),
            ManagementHttp.Text(bucket, "id"));
    }

    private sealed record Bucket(InfluxDatabase Database, string? OrganizationId, string? Id);
}
