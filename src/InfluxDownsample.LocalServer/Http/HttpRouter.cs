namespace InfluxDownsample.LocalServer.Http;

/// <summary>Finds the endpoint of a request; a wrong method is as unknown as a wrong path. // wire reference 5.1, 8</summary>
internal sealed class HttpRouter(LocalServerOptions options, FaultSettings faults, TokenCheck tokens, Store store)
{
    private readonly Dictionary<(string Method, string Path), Route> _routes = [];

    private bool Is36 => options.Like == CoreVersion.Core36;

    public void Add(string path, Refusal? refusal, params (string Method, Endpoint Endpoint)[] endpoints)
    {
        foreach ((string method, Endpoint endpoint) in endpoints)
        {
            _routes.Add((method, path), new Route(endpoint, refusal ?? RefuseAsync));
        }
    }

    public async Task RouteAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        Route? route = _routes.GetValueOrDefault((context.Request.Method, path));
        if (!Is36)
        {
            // wire reference 1.1
            context.Response.Headers["cluster-uuid"] = store.ClusterId;
        }

        context.Response.OnStarting(() =>
        {
            // which answers other sites' pages may read // wire reference 8
            if (context.Response.StatusCode < 300 || (Is36 && context.Response.StatusCode == 404 && route is null))
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
            }

            return Task.CompletedTask;
        });
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.Headers.AccessControlAllowMethods = "*";
            context.Response.Headers.AccessControlAllowHeaders = "*";
            await Responses.Empty(context, 204);
            return;
        }

        bool isWrite = path is "/api/v3/write_lp" or "/api/v2/write" or "/write";
        if (isWrite && faults.TakeResetWrite())
        {
            await CutInBodyAsync(context);
            return;
        }

        try
        {
            ArraySegment<byte> body = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
            LoggedRequest.Of(context).SetBody(body);
            await AnswerAsync(context, path, route, isWrite, body);
        }
        catch (Exception fault) when (fault is RequestRefusedException or StoreException or QueryException)
        {
            if (context.Response.HasStarted)
            {
                // The status has gone out already; a cut body is all that can be said. Kestrel closes the connection behind what has been sent.
                LoggedRequest.Of(context).Cut = true;
                throw;
            }

            await (route?.Refusal ?? RefuseAsync)(context, fault);
        }
    }

    private Task RefuseAsync(HttpContext context, Exception fault) =>
        Responses.TextAsync(context, fault is RequestRefusedException refused ? refused.StatusLike(options.Like) : 500, fault.Message);

    private async Task AnswerAsync(HttpContext context, string path, Route? route, bool isWrite, ArraySegment<byte> body)
    {
        string? header = context.Request.Headers.Authorization;
        TokenVerdict verdict = path.StartsWith("/local/", StringComparison.Ordinal)
            ? tokens.JudgeControl(header)
            : tokens.Judge(header, path is "/write" or "/query" ? UrlParameters.Of(context).Get("p") : null);
        await (verdict != TokenVerdict.Accepted ? RefuseAsync(context, verdict)
            : route is null ? Responses.TextAsync(context, 404, Is36 ? "not found" : "Not found")
            : isWrite ? WriteAsync(context, route.Endpoint, body)
            : route.Endpoint(context, body));
    }

    private async Task WriteAsync(HttpContext context, Endpoint endpoint, ArraySegment<byte> body)
    {
        IQueryCollection query = context.Request.Query;
        LoggedRequest.Of(context).Database = (string?)query["db"] ?? query["bucket"];
        await Task.Delay(faults.DelayMilliseconds, context.RequestAborted);
        if (faults.TakeFailedWrite())
        {
            context.Response.Headers.RetryAfter = faults.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture);
            await Responses.ErrorAsync(context, faults.FailStatus, "the local server was told to fail this write");
            return;
        }

        bool drop = faults.TakeDroppedAnswer();
        context.Response.Body = drop ? Stream.Null : context.Response.Body;
        await endpoint(context, body);
        if (drop)
        {
            LoggedRequest.CutOff(context);
        }
    }

    private static async Task CutInBodyAsync(HttpContext context)
    {
        byte[] some = new byte[1024];
        int read = await context.Request.Body.ReadAsync(some, context.RequestAborted);
        LoggedRequest.Of(context).SetBody(some.AsSpan(0, read));
        LoggedRequest.CutOff(context);
    }

    // wire reference 5.4
    private Task RefuseAsync(HttpContext context, TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Malformed => Responses.TextAsync(context, 400, "{\"error\": \"Authorization header was malformed, the request was not in the form of "
            + "'Authorization: <auth-scheme> <token>', supported auth-schemes are Bearer, Token and Basic\"}"),
        TokenVerdict.Denied => Responses.TextAsync(context, 403, "{\"error\": \"unauthorized to perform requested action with the token\"}"),
        _ => Responses.TextAsync(context, 401, Is36 ? "" : "{\"error\": \"the request was not authenticated\"}"),
    };
}
