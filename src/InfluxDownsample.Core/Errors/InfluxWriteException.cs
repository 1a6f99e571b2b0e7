using System.Net;

namespace InfluxDownsample.Core.Errors;

/// <summary>A write request that the server refused or that could not be delivered.</summary>
public sealed class InfluxWriteException : InfluxException
{
    /// <inheritdoc cref="InfluxException(InfluxErrorId, string, Exception?)"/>
    public InfluxWriteException(InfluxErrorId id, string message, Exception? innerException = null)
        : base(id, message, innerException)
    {
    }

    /// <summary>The HTTP status of the answer, or null when there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The server's own words; empty when there was no answer.</summary>
    public string ServerMessage { get; init; } = "";

    /// <summary>What the server said about single lines; empty when it named none.</summary>
    public IReadOnlyList<LineError> LineErrors { get; init; } = [];

    /// <summary>How long the server asks to wait before the next try (<c>Retry-After</c>), or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The body was too large; halves of it may be taken.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>The same failure with a sentence more.</summary>
    internal InfluxWriteException With(string sentence) => Saying($"{Message} {sentence}");

    /// <summary>The same failure with the place where it happened.</summary>
    internal InfluxWriteException At(string place) => Saying($"{place}: {Message}");

    private InfluxWriteException Saying(string message) => new(Id, message, InnerException)
    {
        StatusCode = StatusCode,
        ServerMessage = ServerMessage,
        LineErrors = LineErrors,
        RetryAfter = RetryAfter,
        IsTooLarge = IsTooLarge,
        Target = Target,
        Advice = Advice,
        Endpoint = Endpoint,
        IsTransient = IsTransient,
    };
}
