using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>What the real server has not: faults to rehearse with, and the log of requests.</summary>
internal sealed class ControlEndpoints(Store store, FaultSettings faults, RequestLog requests)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public Task GetFaultsAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, faults);

    /// <summary>Replaces every setting: what the body leaves out goes back to its default.</summary>
    public Task SetFaultsAsync(HttpContext context, ArraySegment<byte> body)
    {
        try
        {
            faults.CopyFrom(JsonSerializer.Deserialize<FaultSettings>(body, s_json) ?? new FaultSettings());
            return AnswerAsync(context, faults);
        }
        catch (JsonException invalid)
        {
            return Responses.ErrorAsync(context, 400, invalid.Message);
        }
    }

    public Task ClearFaultsAsync(HttpContext context, ArraySegment<byte> body)
    {
        faults.CopyFrom(new FaultSettings());
        return Responses.Empty(context, 204);
    }

    /// <summary>Begins a snapshot unless one is under way, and writes so many files of it as the query string says, else all.</summary>
    public async Task SnapshotAsync(HttpContext context, ArraySegment<byte> body)
    {
        string? files = context.Request.Query["files"];
        bool isNumber = int.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        Refuse.When(files is not null && !isNumber, () => new RequestRefusedException(400, "files must be a number"));
        await store.SnapshotAsync(isNumber ? count : null, context.RequestAborted);
        await Responses.Empty(context, 204);
    }

    public Task GetRequestsAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, requests.Entries);

    public Task ClearRequestsAsync(HttpContext context, ArraySegment<byte> body)
    {
        requests.Clear();
        return Responses.Empty(context, 204);
    }

    private static Task AnswerAsync<T>(HttpContext context, T value) =>
        Responses.TextAsync(context, 200, JsonSerializer.Serialize(value, s_json), "application/json");
}
