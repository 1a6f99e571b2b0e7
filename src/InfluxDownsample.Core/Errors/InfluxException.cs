namespace InfluxDownsample.Core.Errors;

/// <summary>
/// Base of all failures this library reports. It carries the few facts that an error record needs and never the request or the response,
/// because those hold the token.
/// </summary>
public class InfluxException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="id">The stable name of the failure.</param>
    /// <param name="message">What failed, on what, in the server's words where it gave any.</param>
    /// <param name="innerException">The cause, or null.</param>
    public InfluxException(InfluxErrorId id, string message, Exception? innerException = null)
        : base(ErrorText.Shorten(message, ErrorText.MessageLength), innerException)
    {
        Id = id;
    }

    /// <summary>The stable name of the failure.</summary>
    public InfluxErrorId Id { get; }

    /// <summary>What the failure is about (a query, a column, an address), or null.</summary>
    public object? Target { get; init; }

    /// <summary>What to do next, in one sentence; null when the message says it all.</summary>
    public string? Advice { get; init; }

    /// <summary>The server's address, or null when no server was involved.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>True when the same request may succeed later without any change.</summary>
    public bool IsTransient { get; init; }
}
