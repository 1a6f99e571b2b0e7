using System.Management.Automation;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>
/// A time as scripts see it: a <see cref="DateTime"/>. It counts 100 ns; a finer stamp has its <see cref="DateTime.Nanosecond"/> covered by an added member
/// of that name, from 0 to 999. Added members stay with the value through <c>Select-Object</c>, <c>Export-Clixml</c> and jobs, so copies keep the whole stamp.
/// </summary>
internal static class ExactTime
{
    private const int PerTick = 100;
    private const string CopiedOffset = "Deserialized.System.DateTimeOffset";
    private const string CopiedDate = "Deserialized.System.DateOnly";

    /// <summary>The time as a property shows it.</summary>
    /// <param name="nanoseconds">Nanoseconds since 1970-01-01 UTC.</param>
    public static object Of(long nanoseconds) => Of(nanoseconds, UnixNanoseconds.ToDateTime(nanoseconds));

    /// <summary>The same, of a <see cref="DateTime"/> that is there already.</summary>
    public static object Of(long nanoseconds, object shown)
    {
        int rest = (int)(((nanoseconds % PerTick) + PerTick) % PerTick);
        if (rest != 0)
        {
            PSObject.AsPSObject(shown).Properties.Add(new PSNoteProperty(nameof(DateTime.Nanosecond), ((DateTime)shown).Nanosecond + rest));
        }

        return shown;
    }

    /// <summary>The time that a date alone stands for: its beginning, in UTC.</summary>
    public static DateTime Midnight(DateOnly date) => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    /// <summary>
    /// The whole stamp of a time that has such a member, and the time that jobs and <c>Import-Clixml</c> make a bag of properties of; any other value as it is.
    /// </summary>
    /// <param name="shown">A value without the engine's wrapping.</param>
    public static object Restore(object shown)
    {
        if (shown is PSObject bag)
        {
            return bag.TypeNames.Contains(CopiedOffset) && bag.Properties[nameof(DateTimeOffset.UtcDateTime)]?.Value is DateTime utc ? utc
                : bag.TypeNames.Contains(CopiedDate) && bag.Properties[nameof(DateOnly.DayNumber)]?.Value is int day ? DateOnly.FromDayNumber(day)
                : shown;
        }

        if (shown is not DateTime { Year: > 1677 and < 2262 } time || !AddedProperties.Any(shown)
            || PSObject.AsPSObject(shown).Properties[nameof(DateTime.Nanosecond)] is not PSNoteProperty { Value: int nanosecond }
            || nanosecond - time.Nanosecond is not (> 0 and < PerTick and int rest))
        {
            return shown;
        }

        return new PointTime(UnixNanoseconds.FromDateTime(time) + rest);
    }
}
