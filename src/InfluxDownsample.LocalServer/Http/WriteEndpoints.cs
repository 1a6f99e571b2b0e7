namespace InfluxDownsample.LocalServer.Http;

/// <summary>The three ways to write line protocol, each with its own errors. // wire reference 5.1, 5.4, 5.5</summary>
internal sealed class WriteEndpoints(Store store, LocalServerOptions options)
{
    // A partial write with such a message is 422. // wire reference 5.4
    private static readonly string[] s_limitMessages = ["Update to schema would exceed number of", "Adding a new database would exceed limit of"];

    private bool Is36 => options.Like == CoreVersion.Core36;

    public Task V3Async(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, WriteParameters.OfV3);

    public Task V1Async(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, body, WriteParameters.OfV1);

    public async Task V2Async(HttpContext context, ArraySegment<byte> body)
    {
        (WriteOutcome outcome, _) = await WriteAsync(context, body, WriteParameters.OfV2);
        await (outcome.Errors.Count == 0
            ? Responses.Empty(context, 204)
            : Responses.V2ErrorAsync(context, 400, "write buffer error: "
                + (Is36 ? "parsing for line protocol failed" : "line protocol parse failed: " + outcome.Errors[0].Message)));
    }

    public static Task RefuseV2Async(HttpContext context, Exception fault) => fault switch
    {
        EmptyWriteException => Responses.V2ErrorAsync(context, 400, "write buffer error: " + fault.Message),
        RequestRefusedException refused => Responses.V2ErrorAsync(context, refused.Status, refused.Message),
        StoreException { Kind: StoreErrorKind.DatabaseLimit } =>
            Responses.V2ErrorAsync(context, 400, "write buffer error: catalog update error: " + fault.Message),
        _ => Responses.V2ErrorAsync(context, 400, fault.Message),
    };

    public Task RefuseV1Async(HttpContext context, Exception fault) =>
        fault is ParameterException wrong ? Responses.ErrorAsync(context, wrong.Status, wrong.Message) : RefuseV3Async(context, fault);

    public Task RefuseV3Async(HttpContext context, Exception fault) => fault is RequestRefusedException refused
        ? Responses.TextAsync(context, refused.StatusLike(options.Like), refused.Message)
        : Responses.ErrorAsync(context, fault is StoreException { Kind: StoreErrorKind.DatabaseLimit } ? 422 : 400, fault.Message);

    private async Task<(WriteOutcome Outcome, WriteParameters Parameters)> WriteAsync(
        HttpContext context, ArraySegment<byte> packed, Func<HttpContext, WriteParameters> read)
    {
        WriteParameters parameters = read(context);
        LoggedRequest.Of(context).Database = parameters.Database;
        ArraySegment<byte> body = await RequestBody.UnpackAsync(context, packed, options.MaxRequestBytes);
        RequestBody.RequireUtf8(body);
        Refuse.When(body.Count == 0, () => new EmptyWriteException());
        if (DatabaseNames.Refusal(parameters.Database, options.Like) is string refusal)
        {
            throw new StoreException(StoreErrorKind.DatabaseNameInvalid, refusal);
        }

        LinesBody request = new(parameters.Database, body, parameters.Precision, parameters.AcceptPartial);
        WriteOutcome outcome = await store.WriteAsync(request, context.RequestAborted);

        // Comments and blank lines are nothing.
        return outcome is { Stored: 0, Errors.Count: 0 } ? throw new EmptyWriteException() : (outcome, parameters);
    }

    private async Task AnswerAsync(HttpContext context, ArraySegment<byte> body, Func<HttpContext, WriteParameters> read)
    {
        (WriteOutcome outcome, WriteParameters parameters) = await WriteAsync(context, body, read);
        string error = Is36 ? "parsing failed for write_lp endpoint" : "line protocol parsing error";
        bool limited = outcome.Errors.Any(fault => s_limitMessages.Any(limit => fault.Message.StartsWith(limit, StringComparison.Ordinal)));
        await (outcome.Errors.Count == 0 ? Responses.Empty(context, 204)
            : !parameters.AcceptPartial ? Responses.JsonAsync(context, 400, new { error, data = Detail(outcome.Errors[0]) })
            : Responses.JsonAsync(
                context, limited ? 422 : 400, new { error = "partial write of line protocol occurred", data = outcome.Errors.Select(Detail) }));
    }

    private static object Detail(LineFault error) => new { error_message = error.Message, line_number = error.LineNumber, original_line = error.OriginalLine };

    private sealed class EmptyWriteException() : RequestRefusedException(400, "incoming write was empty");
}
