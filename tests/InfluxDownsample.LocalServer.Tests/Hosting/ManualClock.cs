namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>A clock that stands where it is put.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
