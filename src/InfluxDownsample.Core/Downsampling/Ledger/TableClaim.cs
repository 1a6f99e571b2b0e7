namespace InfluxDownsample.Core.Downsampling;

/// <summary>A run that claimed a table and has not ended. Times are nanoseconds since 1970-01-01 UTC, by the server's clock.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Row">One of its rows, with what it would make of the table.</param>
/// <param name="Since">When it claimed the table.</param>
/// <param name="LastSeen">Its last sign of life.</param>
/// <param name="IsStale">Whether that is too long ago.</param>
internal sealed record TableClaim(string Run, LedgerRow Row, long Since, long LastSeen, bool IsStale);
