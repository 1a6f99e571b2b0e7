namespace InfluxDownsample.Core.Errors;

/// <summary>
/// What a server said about one refused line. Number and text are hints only: the text is cut to 20 bytes and the number leaves out
/// blank and comment lines (wire reference 5.4).
/// </summary>
/// <param name="LineNumber">The server's line number, counted from 1; null when it gave none.</param>
/// <param name="OriginalLine">The beginning of the line as the server repeats it; empty when it gave none.</param>
/// <param name="Message">The server's reason.</param>
public sealed record LineError(int? LineNumber, string OriginalLine, string Message);
