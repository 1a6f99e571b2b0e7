using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write;

/// <summary>Something the caller should hear about while points are written.</summary>
internal abstract record WriteEvent;

/// <summary>The server confirmed these inputs.</summary>
internal sealed record ConfirmedEvent(IReadOnlyList<LineSource> Sources) : WriteEvent;

/// <summary>The server refused one line for good.</summary>
/// <param name="Error">What the server said of it.</param>
/// <param name="Line">The line.</param>
/// <param name="Source">What the line was made from; its input is null when the server's words fit no line.</param>
internal sealed record LineRefusedEvent(LineError Error, string Line, LineSource Source) : WriteEvent;

/// <summary>The server confirmed a request.</summary>
/// <param name="Points">How many of its points are stored.</param>
internal sealed record RequestConfirmedEvent(int Points) : WriteEvent;

/// <summary>A request will be sent again.</summary>
internal sealed record RequestRetriedEvent(RetryEvent Retry) : WriteEvent;
