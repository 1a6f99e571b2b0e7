namespace InfluxDownsample.LocalServer.Http;

/// <summary>Finds the endpoint of a request; a wrong method is as unknown as a wrong path. // wire reference 5.1, 8</summary>
internal sealed class HttpRouter(LocalServerOptions options, FaultSettings faults, TokenCheck tokens, string clusterId)
{
    private readonly Dictionary<(string Method, string Path), Route> _routes = [];
    private readonly HashSet<string> _writePaths = ["/api/v3/write_lp", "/api/v2/write", "/write"];
    private readonly HashSet<string> _v1Paths = ["/write", "/query"];

    private bool Is36 => options.Like == CoreVersion.Core36;

    public void Add(string method, string path, Endpoint endpoint, Refusal? refusal = null) =>
        _routes.Add((method, path), new Route(endpoint, refusal ?? RefuseAsync));

    public async Task RouteAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (!Is36)
        {
            // wire reference 1.1
            context.Response.Headers["cluster-uuid"] = clusterId;
        }

        context.Response.OnStarting(() =>
        {
            if (MayBeReadElsewhere(context, path))
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

        bool isWrite = _writePaths.Contains(path);
        if (isWrite && faults.TakeResetWrite())
        {
            await CutInBodyAsync(context);
            return;
        }

        Route? route = _routes.GetValueOrDefault((context.Request.Method, path));
        try
        {
            ArraySegment<byte> body = await RequestBody.ReadAsync(context, options.MaxRequestBytes);
            RequestTrace.Of(context).SetBody(body);
            await AnswerAsync(context, path, route, isWrite, body);
        }
        catch (Exception fault) when (fault is RequestRefusedException or StoreException or QueryException)
        {
            if (context.Response.HasStarted)
            {
                // The status has gone out already; a cut body is all that can be said. Kestrel closes the connection behind what has been sent.
                RequestTrace.Of(context).Cut = true;
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
        string? queryToken = _v1Paths.Contains(path) ? UrlParameters.Of(context).Get("p") : null;
        TokenVerdict verdict = path is ControlEndpoints.FaultsPath or ControlEndpoints.RequestsPath or ControlEndpoints.SnapshotPath
            ? tokens.JudgeControl(header)
            : tokens.Judge(header, queryToken);
        await (verdict != TokenVerdict.Accepted ? RefuseAsync(context, verdict)
            : route is null ? Responses.TextAsync(context, 404, Is36 ? "not found" : "Not found")
            : isWrite ? WriteAsync(context, route.Endpoint, body)
            : route.Endpoint(context, body));
    }

    private async Task WriteAsync(HttpContext context, Endpoint endpoint, ArraySegment<byte> body)
    {
        IQueryCollection query = context.Request.Query;
        RequestTrace.Of(context).Database = query.TryGetValue("db", out var database) || query.TryGetValue("bucket", out database) ? database.ToString() : null;
        await Task.Delay(faults.DelayMilliseconds, context.RequestAborted);
        if (faults.TakeFailedWrite())
        {
            if (faults.RetryAfterSeconds is int seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await Responses.ErrorAsync(context, faults.FailStatus, "the local server was told to fail this write");
            return;
        }

        bool drop = faults.TakeDroppedAnswer();
        Stream answer = context.Response.Body;
        context.Response.Body = drop ? Stream.Null : answer;
        await endpoint(context, body);
        if (drop)
        {
            Cut(context);
        }
    }

    private static async Task CutInBodyAsync(HttpContext context)
    {
        byte[] some = new byte[1024];
        int read = await context.Request.Body.ReadAsync(some, context.RequestAborted);
        RequestTrace.Of(context).SetBody(some.AsSpan(0, read));
        Cut(context);
    }

    private static void Cut(HttpContext context)
    {
        RequestTrace.Of(context).Cut = true;
        context.Abort();
    }

    // wire reference 8
    private bool MayBeReadElsewhere(HttpContext context, string path) =>
        context.Response.StatusCode < 300 || (Is36 && context.Response.StatusCode == 404 && !_routes.ContainsKey((context.Request.Method, path)));

    // wire reference 5.4
    private Task RefuseAsync(HttpContext context, TokenVerdict verdict) => verdict switch
    {
        TokenVerdict.Malformed => Responses.TextAsync(
            context,
            400,
            "{\"error\": \"Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', supported auth-schemes are Bearer, Token and Basic\"}"),
        TokenVerdict.Denied => Responses.TextAsync(context, 403, "{\"error\": \"unauthorized to perform requested action with the token\"}"),
        _ => Responses.TextAsync(context, 401, Is36 ? "" : "{\"error\": \"the request was not authenticated\"}"),
    };
}
