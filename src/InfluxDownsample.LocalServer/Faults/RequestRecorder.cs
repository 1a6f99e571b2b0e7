using InfluxDownsample.LocalServer.Http;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>Logs every request, and lets no fault of the server's own show its insides.</summary>
internal static class RequestRecorder
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, RequestLog requests, TimeProvider clock)
    {
        DateTimeOffset received = clock.GetUtcNow();

        // The server's time is that of its clock. // wire reference 1.1
        context.Response.Headers.Date = received.ToString("R", CultureInfo.InvariantCulture);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            RequestTrace.Of(context).Cut = true;
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            await Responses.ErrorAsync(context, 500, "internal error");
        }
        finally
        {
            if (!(context.Request.Path.Value ?? "").StartsWith("/local/", StringComparison.Ordinal))
            {
                requests.Add(RequestTrace.Of(context).ToLogged(context, received));
            }
        }
    }
}
