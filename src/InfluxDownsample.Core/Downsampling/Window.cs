namespace InfluxDownsample.Core.Downsampling;

/// <summary>A span of time from <paramref name="Start"/> up to, not including, <paramref name="End"/>: one window, or several in a row.</summary>
/// <param name="Start">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="End">Nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct Window(long Start, long End)
{
    internal bool Holds(long time) => time >= Start && time < End;

    /// <summary>The shortest span that holds both; null when both are.</summary>
    internal static Window? Hull(Window? left, Window? right)
        => left is not { } one ? right : right is not { } other ? left : new Window(Math.Min(one.Start, other.Start), Math.Max(one.End, other.End));

    /// <summary>What a span that begins and ends elsewhere leaves of this one: all of it where that would be two pieces.</summary>
    internal Window? Without(long from, long to)
        => from <= Start && to >= End ? null
            : from <= Start && to > Start ? new Window(to, End)
            : to >= End && from < End ? new Window(Start, from)
            : this;
}
