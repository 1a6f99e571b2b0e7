namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A line that was not stored.</summary>
/// <param name="OriginalLine">The line's first 20 bytes, as the server reports them. // wire reference 5.4</param>
/// <param name="LineNumber">1-based; comments and blank lines do not count.</param>
/// <param name="Message">The reason.</param>
internal sealed record LineFault(string OriginalLine, long LineNumber, string Message);
