using InfluxDownsample.LocalServer.Http;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>Logs every request, and lets no fault of the server's own show its insides.</summary>
internal static class RequestRecorder
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, RequestLog requests, TimeProvider clock)
    {
        LoggedRequest request = new(clock.GetUtcNow(), context.Request.Method, context.Request.Path.Value ?? "");
        context.Features.Set(request);

        // The server's time is that of its clock. // wire reference 1.1
        context.Response.Headers.Date = request.Received.ToString("R", CultureInfo.InvariantCulture);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            request.Cut = true;
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            await Responses.ErrorAsync(context, 500, "internal error");
        }
        finally
        {
            request.End(context.Response.StatusCode);
            if (!request.Path.StartsWith("/local/", StringComparison.Ordinal))
            {
                requests.Add(request);
            }
        }
    }
}
