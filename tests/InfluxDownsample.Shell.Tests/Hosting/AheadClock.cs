namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>A server's clock that a test puts ahead.</summary>
internal sealed class AheadClock : TimeProvider
{
    private long _ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
