using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Query;

/// <summary>What happens to a query after the official client has written it: it says who asks, and gets the parameters that the client cannot carry.</summary>
/// <param name="inner">The connections.</param>
/// <param name="parameters">What to add to the ticket.</param>
internal sealed class QueryHandler(HttpMessageHandler inner, IReadOnlyDictionary<string, object?> parameters) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.UserAgent.Clear();
        request.Headers.UserAgent.Add(InfluxClient.UserAgent);
        if (parameters.Count > 0 && request.Content is not null)
        {
            request.Content = new QueryContent(request.Content, parameters);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
