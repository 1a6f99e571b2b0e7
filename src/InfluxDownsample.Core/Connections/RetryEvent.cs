namespace InfluxDownsample.Core.Connections;

/// <summary>Something will be tried again.</summary>
/// <param name="Attempt">Which repetition it will be, counted from 1.</param>
/// <param name="Delay">The wait before it.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record RetryEvent(int Attempt, TimeSpan Delay, string Reason);
