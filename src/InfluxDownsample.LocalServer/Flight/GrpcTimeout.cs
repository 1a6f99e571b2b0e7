namespace InfluxDownsample.LocalServer.Flight;

/// <summary>The client's time limit, enforced by the server with its own status. // wire reference 1.6</summary>
internal sealed record GrpcTimeout(TimeSpan Limit)
{
    private const string Header = "grpc-timeout";

    /// <summary>
    /// Takes the header off the request and remembers it: the gRPC library would answer DEADLINE_EXCEEDED where InfluxDB answers
    /// RESOURCE_EXHAUSTED.
    /// </summary>
    public static void Take(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(Header, out var text) && TryParse(text.ToString(), out TimeSpan limit))
        {
            context.Request.Headers.Remove(Header);
            context.Features.Set(new GrpcTimeout(limit));
        }
    }

    /// <summary>At most eight digits and a unit: H, M, S, m, u or n.</summary>
    public static bool TryParse(string text, out TimeSpan limit)
    {
        limit = default;
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        double? ticks = text[^1] switch
        {
            'H' => amount * (double)TimeSpan.TicksPerHour,
            'M' => amount * (double)TimeSpan.TicksPerMinute,
            'S' => amount * (double)TimeSpan.TicksPerSecond,
            'm' => amount * (double)TimeSpan.TicksPerMillisecond,
            'u' => amount * (double)TimeSpan.TicksPerMicrosecond,
            'n' => amount / 100d,
            _ => null,
        };

        // Timers end at 49 days; a longer limit is none.
        limit = TimeSpan.FromTicks((long)Math.Min(ticks ?? 0, TimeSpan.FromDays(49).Ticks));
        return ticks is not null;
    }
}
