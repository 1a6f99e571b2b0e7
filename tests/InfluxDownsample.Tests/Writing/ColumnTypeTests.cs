using System.Data.SqlTypes;
using Apache.Arrow;
using Apache.Arrow.Scalars;
using Apache.Arrow.Types;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>What calculations give beside the types that InfluxDB stores: no digit is lost, and everything can be looked at.</summary>
public sealed class ColumnTypeTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Whole_decimals_are_integers_where_they_fit_and_are_written_as_such()
    {
        // i + $p, and an exact sum (wire reference 2.1).
        await using ScriptedServer server = await ScriptedServer.StartAsync(Batch(
            ("signed", Decimals("9007199254740993", "-5")), ("unsigned", Decimals("18446744073709551615", "7")), ("large", Decimals("18446744073709551616", "7")), ("tenths", Decimals("1.5", "0.1", scale: 1))));
        _engine.Set("server", server.Connection);

        Answer answer = _engine.Run("""
            $rows = Invoke-InfluxQuery 'SELECT 1' -Connection $server
            $rows | ForEach-Object { $_.signed; $_.unsigned; $_.large; $_.tenths }
            $rows | ConvertTo-InfluxLineProtocol m
            """).Succeed();

        Assert.Equal([9007199254740993L, ulong.MaxValue, 18446744073709551616m, 1.5, -5L, 7UL, 7m, 0.1], answer.Values.Take(8));
        Assert.Equal(
            ["m signed=9007199254740993i,unsigned=18446744073709551615u,large=18446744073709552000,tenths=1.5 1", "m signed=-5i,unsigned=7u,large=7,tenths=0.1 1"],
            answer.Texts.Skip(8).Select(line => line.Replace("1.8446744073709552e+19", "18446744073709552000", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_number_that_grows_out_of_its_type_stays_exact()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            Batch(("sum", Decimals("1", "2"))), Batch(("sum", Decimals("9223372036854775808", "3"))), Batch(("sum", Decimals("-18446744073709551617", "4"))));
        _engine.Set("server", server.Connection);

        Answer answer = _engine.Run("Invoke-InfluxQuery 'SELECT 1' -Connection $server | ForEach-Object sum").Succeed();

        Assert.Equal([1L, 2L, 9223372036854775808UL, 3UL, -18446744073709551617m, 4m], answer.Values);
    }

    [Fact]
    public async Task Intervals_are_shown_as_what_they_are()
    {
        IArrowArray intervals = new MonthDayNanosecondIntervalArray.Builder().Append(new MonthDayNanosecondInterval(0, 0, 3_600_000_000_000)).Append(new MonthDayNanosecondInterval(1, 0, 0)).Build();
        await using ScriptedServer server = await ScriptedServer.StartAsync(Batch(("every", intervals)));
        _engine.Set("server", server.Connection);

        Assert.Equal([TimeSpan.FromHours(1), "1 mons"], _engine.Run("Invoke-InfluxQuery 'SELECT 1' -Connection $server | ForEach-Object every").Succeed().Values);
    }

    private static RecordBatch Batch(params (string Name, IArrowArray Values)[] columns)
    {
        (string Name, IArrowArray Values)[] all = [.. columns, ("time", Nanoseconds(1, 1))];
        return new RecordBatch(new Schema([.. all.Select(column => new Field(column.Name, column.Values.Data.DataType, true))], null), all.Select(column => column.Values), 2);
    }

    private static TimestampArray Nanoseconds(params long[] times)
        => new(new TimestampType(TimeUnit.Nanosecond, (string?)null), new ArrowBuffer.Builder<long>().AppendRange(times).Build(), ArrowBuffer.Empty, times.Length, 0, 0);

    private static Decimal128Array Decimals(string first, string second, int scale = 0)
        => new Decimal128Array.Builder(new Decimal128Type(38, scale)).Append(SqlDecimal.Parse(first)).Append(SqlDecimal.Parse(second)).Build();
}
