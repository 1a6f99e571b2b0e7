namespace InfluxDownsample.Core.Tests.Write;

/// <summary>A clock that stands until it is told to go on.</summary>
internal sealed class ManualClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void GoOn(TimeSpan time) => _ticks += time.Ticks;
}
