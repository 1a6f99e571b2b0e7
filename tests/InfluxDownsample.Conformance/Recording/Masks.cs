using System.Globalization;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Takes out of an answer what differs from run to run: ids, and times of the run itself.</summary>
/// <param name="started">When the run began.</param>
/// <param name="ended">When it ended; null while it goes on.</param>
internal sealed partial class Masks(DateTime started, DateTime? ended = null)
{
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(2);

    public string Apply(string text)
    {
        text = Uuid().Replace(text, "<uuid>");
        text = Deleted().Replace(text, "-<deleted>");
        text = Iso().Replace(text, match => DateTime.TryParse(match.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) && IsNow(time) ? "<now>" : match.Value);
        return Number().Replace(text, match => IsNow(match.ValueSpan) ? "<now>" : match.Value);
    }

    /// <summary>A stamp in nanoseconds lies in the run.</summary>
    public bool IsNow(Int128 nanoseconds) => nanoseconds > 0 && nanoseconds < long.MaxValue && IsNow(DateTime.UnixEpoch.AddTicks((long)(nanoseconds / 100)));

    private bool IsNow(ReadOnlySpan<char> digits)
    {
        Int128 scale = digits.Length switch { 19 => 1, 16 => 1_000, 13 => 1_000_000, 10 => 1_000_000_000, _ => 0 };
        return scale != 0 && IsNow(Int128.Parse(digits, CultureInfo.InvariantCulture) * scale);
    }

    private bool IsNow(DateTime time) => time > started - s_slack && time < (ended ?? DateTime.UtcNow) + s_slack;

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"-\d{8}T\d{6}(-\d+)?")]
    private static partial Regex Deleted();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?")]
    private static partial Regex Iso();

    [GeneratedRegex(@"(?<![\d.])\d{10,19}(?![\d.])")]
    private static partial Regex Number();
}
