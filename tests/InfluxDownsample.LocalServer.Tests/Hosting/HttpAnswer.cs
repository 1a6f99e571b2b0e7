using System.Net.Http.Headers;

namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>A response, read whole.</summary>
internal sealed record HttpAnswer(int Status, string Body, string? ContentType, HttpResponseHeaders Headers)
{
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers);

    public string Header(string name) => Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : "";
}
