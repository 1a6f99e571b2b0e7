namespace InfluxDownsample.Core.Downsampling;

/// <summary>A run that claimed a job and has not ended. Times are nanoseconds since 1970-01-01 UTC, by the server's clock.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Owner">Who runs it.</param>
/// <param name="Since">When it claimed the job.</param>
/// <param name="LastSeen">Its last sign of life.</param>
/// <param name="IsStale">Whether that is too long ago.</param>
internal sealed record JobClaim(string Run, string Owner, long Since, long LastSeen, bool IsStale);
