namespace InfluxDownsample.Core.Errors;

/// <summary>A query that the server refused or could not finish.</summary>
public sealed class InfluxQueryException : InfluxException
{
    /// <inheritdoc cref="InfluxException(InfluxErrorId, string, Exception?)"/>
    public InfluxQueryException(InfluxErrorId id, string message, Exception? innerException = null)
        : base(id, message, innerException)
    {
    }

    /// <summary>The gRPC status code of the answer (wire reference 1.6), or null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The query text as it was sent.</summary>
    public string Query { get; init; } = "";
}
