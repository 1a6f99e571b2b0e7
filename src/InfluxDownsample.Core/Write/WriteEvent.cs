using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write;

/// <summary>Something the caller should hear about while points are written.</summary>
internal abstract record WriteEvent;

/// <summary>The server confirmed these inputs.</summary>
internal sealed record ConfirmedEvent(IReadOnlyList<LineSource> Sources) : WriteEvent;

/// <summary>The server refused one line.</summary>
internal sealed record LineRefusedEvent(LineError Error, LineSource Source) : WriteEvent;

/// <summary>A request will be sent again.</summary>
internal sealed record RetryEvent(int Attempt, TimeSpan Delay, string Reason) : WriteEvent;
