using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// The functions with which planned statements ask DuckDB for wall clocks. DuckDB's own need microseconds per row, and stop at whole
/// microseconds; these cost a tenth and are exact.
/// </summary>
internal static class ZoneFunctions
{
    public const string Local = "influx_local";
    public const string Instant = "influx_instant";
    public const string LaterInstant = "influx_later_instant";
    public const string Bin = "influx_wallclock_bin";
    public const string DayBin = "influx_wallclock_day_bin";
    public const string WrappingBin = "influx_wrapping_bin";

    private delegate long Convert(ZoneClock clock, long time, long width, long origin);

    /// <summary>Registers the functions with the database of the connection.</summary>
    public static void Register(DuckDBConnection connection)
    {
        ScalarFunctionOptions options = new() { IsPureFunction = true, HandlesNulls = true };
        connection.RegisterScalarFunction<string, long, long>(Local, Rows(static (clock, time, _, _) => clock.Local(time)), options);
        connection.RegisterScalarFunction<string, long, long>(Instant, Rows(static (clock, time, _, _) => clock.Instant(time)), options);
        connection.RegisterScalarFunction<string, long, long>(LaterInstant, Rows(static (clock, time, _, _) => clock.LaterInstant(time)), options);
        connection.RegisterScalarFunction<long, long, long, long>(WrappingBin, WrapBins, options);
        connection.RegisterScalarFunction<string, long, long, long, long>(
            Bin, Rows(static (clock, time, width, origin) => clock.Bin(time, width, origin, days: false)), options);
        connection.RegisterScalarFunction<string, long, long, long, long>(
            DayBin, Rows(static (clock, time, width, origin) => clock.Bin(time, width, origin, days: true)), options);
    }

    /// <summary>
    /// The bin of a time so far from the origin that 64 bits do not hold the distance: it wraps around. Arguments: time, width and origin.
    /// // wire reference 3.1
    /// </summary>
    private static void WrapBins(IReadOnlyList<IDuckDBDataReader> arguments, IDuckDBDataWriter result, ulong count)
    {
        for (ulong row = 0; row < count; row++)
        {
            if (!arguments[0].IsValid(row))
            {
                result.WriteNull(row);
                continue;
            }

            unchecked
            {
                (long width, long origin) = (arguments[1].GetValue<long>(row), arguments[2].GetValue<long>(row));
                long distance = arguments[0].GetValue<long>(row) - origin;
                long past = distance % width;
                long bin = distance - past;
                result.WriteValue(origin + (past < 0 && width > 1 ? bin - width : bin), row);
            }
        }
    }

    /// <summary>Arguments: zone, time, and for bins width and origin. All but the time are literals, so the first row speaks for all.</summary>
    private static Action<IReadOnlyList<IDuckDBDataReader>, IDuckDBDataWriter, ulong> Rows(Convert convert) => (arguments, result, count) =>
    {
        ZoneClock clock = ZoneClock.Of(arguments[0].GetValue<string>(0))!;
        long width = arguments.Count > 2 ? arguments[2].GetValue<long>(0) : 0;
        long origin = arguments.Count > 2 ? arguments[3].GetValue<long>(0) : 0;
        IDuckDBDataReader times = arguments[1];
        for (ulong row = 0; row < count; row++)
        {
            if (times.IsValid(row))
            {
                result.WriteValue(convert(clock, times.GetValue<long>(row), width, origin), row);
            }
            else
            {
                result.WriteNull(row);
            }
        }
    };
}
