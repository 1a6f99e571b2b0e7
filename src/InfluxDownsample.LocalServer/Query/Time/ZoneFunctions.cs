using DuckDB.NET.Data.DataChunk.Reader;
using DuckDB.NET.Data.DataChunk.Writer;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// The functions with which planned statements ask DuckDB for wall clocks. DuckDB's own need microseconds per row, and stop at whole
/// microseconds; these cost a tenth and are exact. All arguments but the time are literals, so that the first row speaks for all.
/// </summary>
internal static class ZoneFunctions
{
    public const string Local = "influx_local";
    public const string Instant = "influx_instant";
    public const string LaterInstant = "influx_later_instant";
    public const string Bin = "influx_wallclock_bin";
    public const string DayBin = "influx_wallclock_day_bin";
    public const string WrappingBin = "influx_wrapping_bin";

    /// <summary>Registers the functions with the database of the connection.</summary>
    public static void Register(DuckDBConnection connection)
    {
        ScalarFunctionOptions options = new() { IsPureFunction = true, HandlesNulls = true };
        connection.RegisterScalarFunction<string, long, long>(Local, Rows(1, arguments => Clock(arguments).Local), options);
        connection.RegisterScalarFunction<string, long, long>(Instant, Rows(1, arguments => Clock(arguments).Instant), options);
        connection.RegisterScalarFunction<string, long, long>(LaterInstant, Rows(1, arguments => Clock(arguments).LaterInstant), options);
        connection.RegisterScalarFunction<string, long, long, long, long>(Bin, Rows(1, arguments => Bins(arguments, days: false)), options);
        connection.RegisterScalarFunction<string, long, long, long, long>(DayBin, Rows(1, arguments => Bins(arguments, days: true)), options);
        connection.RegisterScalarFunction<long, long, long, long>(WrappingBin, Rows(0, WrappedBins), options);
    }

    private static ZoneClock Clock(IReadOnlyList<IDuckDBDataReader> arguments) => ZoneClock.Of(arguments[0].GetValue<string>(0))!;

    private static Func<long, long> Bins(IReadOnlyList<IDuckDBDataReader> arguments, bool days)
    {
        ZoneClock clock = Clock(arguments);
        (long width, long origin) = (arguments[2].GetValue<long>(0), arguments[3].GetValue<long>(0));
        return time => clock.Bin(time, width, origin, days);
    }

    /// <summary>The bin of a time so far from the origin that 64 bits do not hold the distance: it wraps around. // wire reference 3.1</summary>
    private static Func<long, long> WrappedBins(IReadOnlyList<IDuckDBDataReader> arguments)
    {
        (long width, long origin) = (arguments[1].GetValue<long>(0), arguments[2].GetValue<long>(0));
        return time => unchecked(origin + WrappedStart(time - origin, width));
    }

    private static long WrappedStart(long distance, long width)
    {
        long past = distance % width;
        return unchecked(distance - past - (past < 0 && width > 1 ? width : 0));
    }

    /// <summary>A function of the time in each row; null where that is.</summary>
    private static Action<IReadOnlyList<IDuckDBDataReader>, IDuckDBDataWriter, ulong> Rows(
        int times, Func<IReadOnlyList<IDuckDBDataReader>, Func<long, long>> function) => (arguments, result, count) =>
    {
        Func<long, long> convert = function(arguments);
        result.WriteRows<long>(count, row => arguments[times].IsValid(row) ? convert(arguments[times].GetValue<long>(row)) : null);
    };
}
