namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>A line is not line protocol.</summary>
public sealed class LineProtocolException : FormatException
{
    /// <summary>Names the line and the reason.</summary>
    /// <param name="message">What is wrong, in the server's words where it has some.</param>
    /// <param name="lineNumber">1-based number of the physical line on which the point starts.</param>
    public LineProtocolException(string message, long lineNumber)
        : base(message)
    {
        LineNumber = lineNumber;
    }

    /// <summary>1-based number of the physical line on which the point starts.</summary>
    public long LineNumber { get; }
}
