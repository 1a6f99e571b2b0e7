using System.Buffers;
using System.Text;
using System.Text.Unicode;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The three ways to write line protocol, each with its own errors. // wire reference 5.1, 5.4, 5.5</summary>
internal sealed class WriteEndpoints(Store store, LocalServerOptions options)
{
    // A partial write with such a message is 422. // wire reference 5.4
    private static readonly string[] s_limitMessages = ["Update to schema would exceed number of", "Adding a new database would exceed limit of"];

    public async Task V3Async(HttpContext context, ArraySegment<byte> body)
    {
        try
        {
            (WriteOutcome outcome, WriteParameters parameters) = await WriteAsync(context, body, WriteParameters.OfV3);
            await AnswerAsync(context, outcome, parameters.AcceptPartial);
        }
        catch (RequestBodyException refused)
        {
            await Answer.TextAsync(context, refused.Status, refused.Message);
        }
        catch (StoreException refused)
        {
            await Answer.ErrorAsync(context, refused.Kind == StoreErrorKind.DatabaseLimit ? 422 : 400, refused.Message);
        }
    }

    public async Task V2Async(HttpContext context, ArraySegment<byte> body)
    {
        try
        {
            (WriteOutcome outcome, _) = await WriteAsync(context, body, WriteParameters.OfV2);
            await (outcome.Errors.Count == 0
                ? Answer.Empty(context, 204)
                : Answer.V2ErrorAsync(context, 400, "write buffer error: line protocol parse failed: " + outcome.Errors[0].Message));
        }
        catch (EmptyWriteException empty)
        {
            await Answer.V2ErrorAsync(context, 400, "write buffer error: " + empty.Message);
        }
        catch (RequestBodyException refused)
        {
            await Answer.V2ErrorAsync(context, refused.Status, refused.Message);
        }
        catch (StoreException refused)
        {
            await Answer.V2ErrorAsync(context, 400, refused.Message);
        }
    }

    public async Task V1Async(HttpContext context, ArraySegment<byte> body)
    {
        try
        {
            (WriteOutcome outcome, WriteParameters parameters) = await WriteAsync(context, body, WriteParameters.OfV1);
            await AnswerAsync(context, outcome, parameters.AcceptPartial);
        }
        catch (EmptyWriteException empty)
        {
            await Answer.TextAsync(context, empty.Status, empty.Message);
        }
        catch (RequestBodyException refused)
        {
            await Answer.ErrorAsync(context, refused.Status, refused.Message);
        }
        catch (StoreException refused)
        {
            await Answer.ErrorAsync(context, refused.Kind == StoreErrorKind.DatabaseLimit ? 422 : 400, refused.Message);
        }
    }

    private async Task<(WriteOutcome Outcome, WriteParameters Parameters)> WriteAsync(
        HttpContext context, ArraySegment<byte> packed, Func<IQueryCollection, WriteParameters> read)
    {
        WriteParameters parameters = read(context.Request.Query);
        RequestTrace.Of(context).Database = parameters.Database;
        ArraySegment<byte> body = await RequestBody.UnpackAsync(context, packed, options.MaxRequestBytes);
        if (body.Count == 0)
        {
            throw new EmptyWriteException();
        }

        if (!Utf8.IsValid(body))
        {
            throw new RequestBodyException(400, $"body content is not valid utf8: invalid utf-8 sequence starting at index {InvalidAt(body)}");
        }

        if (DatabaseNames.Refusal(parameters.Database) is string refusal)
        {
            throw new StoreException(StoreErrorKind.DatabaseNameInvalid, refusal);
        }

        WriteRequest request = new(parameters.Database, body, parameters.Precision, parameters.AcceptPartial);
        return (await store.WriteAsync(request, context.RequestAborted), parameters);
    }

    private static int InvalidAt(ReadOnlySpan<byte> body)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(body[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static Task AnswerAsync(HttpContext context, WriteOutcome outcome, bool acceptPartial)
    {
        if (outcome.Errors.Count == 0)
        {
            return Answer.Empty(context, 204);
        }

        if (!acceptPartial)
        {
            return Answer.JsonAsync(context, 400, new { error = "line protocol parsing error", data = Detail(outcome.Errors[0]) });
        }

        bool limited = outcome.Errors.Any(error => s_limitMessages.Any(limit => error.Message.StartsWith(limit, StringComparison.Ordinal)));
        return Answer.JsonAsync(context, limited ? 422 : 400, new { error = "partial write of line protocol occurred", data = outcome.Errors.Select(Detail) });
    }

    private static object Detail(LineError error) => new { original_line = error.OriginalLine, line_number = error.LineNumber, error_message = error.Message };

    private sealed class EmptyWriteException() : RequestBodyException(400, "incoming write was empty");
}
