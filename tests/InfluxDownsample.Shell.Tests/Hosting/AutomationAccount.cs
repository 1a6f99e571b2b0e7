using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>
/// What a runbook asks for its token, on loopback: the account's variables, its managed identity (https://learn.microsoft.com/azure/automation/enable-managed-identity-for-automation)
/// and a vault (https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret), refusing as those refuse.
/// </summary>
internal sealed class AutomationAccount : IAsyncDisposable
{
    public const string IdentityHeader = "header-of-the-sandbox";

    private const string AccessToken = "access-token-of-the-identity";

    private readonly WebApplication _application;

    private AutomationAccount(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single() + "/");

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public static async Task<AutomationAccount> StartAsync(IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> secrets)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var account = new AutomationAccount(builder.Build());
        account._application.MapGet("/variables/{name}", (string name) => account.Answer($"/variables/{name}", variables.TryGetValue(name, out string? value) ? Results.Text(value, "text/plain") : Results.NotFound()));
        account._application.MapGet("/identity", (HttpRequest request, string resource) => account.Answer($"/identity {resource}",
            request.Headers["X-IDENTITY-HEADER"] == IdentityHeader && request.Headers["Metadata"] == "True" && request.Query["api-version"] == "2019-08-01"
                ? Results.Json(new { access_token = AccessToken, resource, token_type = "Bearer" }) : Results.Unauthorized()));
        account._application.MapGet("/secrets/{name}", (HttpRequest request, string name) => account.Answer($"/secrets/{name}",
            request.Headers.Authorization != $"Bearer {AccessToken}" || request.Query["api-version"].Count == 0 ? Results.Unauthorized()
            : secrets.TryGetValue(name, out string? value) ? Results.Json(new { value, id = $"{request.Scheme}://{request.Host}/secrets/{name}" }) : Results.NotFound()));
        await account._application.StartAsync();
        return account;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private IResult Answer(string asked, IResult answer)
    {
        Asked.Enqueue(asked);
        return answer;
    }
}
