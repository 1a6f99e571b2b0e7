using System.Collections.Specialized;
using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Scalars;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Arrow;
using Xunit;

namespace InfluxDownsample.Core.Tests.Points;

/// <summary>Every Arrow type that an answer may hold (wire reference 2.1) becomes a value to look at.</summary>
public class ArrowColumnsTests
{
    [Fact]
    public void Read_NarrowAndWideNumbers_KeepTheirValue()
    {
        Assert.Equal([-5L, null], Values(new Int16Array.Builder().Append(-5).AppendNull().Build()));
        Assert.Equal([7UL], Values(new UInt8Array.Builder().Append(7).Build()));
        Assert.Equal([ulong.MaxValue], Values(new UInt64Array.Builder().Append(ulong.MaxValue).Build()));
        Assert.Equal([1.5, null], Values(new FloatArray.Builder().Append(1.5f).AppendNull().Build()));
        Assert.Equal([0.25], Values(new Decimal128Array.Builder(new Decimal128Type(10, 2)).Append(0.25m).Build()));
    }

    [Fact]
    public void Read_WholeDecimals_AreIntegersWhereTheyFit()
    {
        Assert.Equal([9007199254740993L, null, -1L], Values(Whole("9007199254740993", null, "-1")));
        Assert.Equal([9223372036854775808UL, 1UL], Values(Whole("9223372036854775808", "1")));
        Assert.Equal([18446744073709551616m, 5m], Values(Whole("18446744073709551616", "5")));
        Assert.Equal([-1m, 18446744073709551615m], Values(Whole("-1", "18446744073709551615")));
        // More digits than a decimal has.
        Assert.Equal([BigInteger.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture)], Values(Whole("99999999999999999999999999999999999999")));
        Assert.Equal([null, null], Values(Whole(null, null)));
        Assert.Equal((PointType.Integer, PointType.Unsigned, PointType.Decimal), (TypeOf("1"), TypeOf("9223372036854775808"), TypeOf("-9223372036854775809")));

        PointType TypeOf(string number) => Batch(Whole(number)).Schema.Columns[0].Type;
    }

    [Fact]
    public void Read_WholeDecimals_OfALaterBatch_StayAsWideAsTheyWere()
    {
        PointBatch first = Batch(Whole("9223372036854775808"));
        var arrow = new RecordBatch(new Schema([new Field("x", new Decimal128Type(38, 0), true)], null), [Whole("7")], 1);

        PointBatch next = ArrowColumns.Read(arrow, first.Schema);

        Assert.Equal((7UL, first.Schema), (next.GetValue(0, 0), next.Schema));
    }

    [Fact]
    public void Read_Intervals_AreTimeSpansWhereTheyHaveALength()
    {
        IArrowArray intervals = new MonthDayNanosecondIntervalArray.Builder()
            .Append(new MonthDayNanosecondInterval(0, 1, 3_600_000_000_000)).Append(new MonthDayNanosecondInterval(1, 0, 0))
            .Append(new MonthDayNanosecondInterval(14, 2, 5_400_000_000_001)).Append(new MonthDayNanosecondInterval(0, 0, 1)).AppendNull().Append(new MonthDayNanosecondInterval(0, 0, 0)).Build();

        Assert.Equal([new TimeSpan(25, 0, 0), "1 mons", "14 mons 2 days 1 hours 30 mins 0.000000001 secs", "0.000000001 secs", null, TimeSpan.Zero], Values(intervals));
        Assert.Equal(["2 mons"], Values(new YearMonthIntervalArray.Builder().Append(new YearMonthInterval(2)).Build()));
        Assert.Equal([new TimeSpan(2, 0, 0, 1)], Values(new DayTimeIntervalArray.Builder().Append(new DayTimeInterval(2, 1000)).Build()));
    }

    [Fact]
    public void Read_Booleans_AndTheirNulls()
        => Assert.Equal([true, null, false], Values(new BooleanArray.Builder().Append(true).AppendNull().Append(false).Build()));

    [Fact]
    public void Read_OtherTimeUnits_BecomeNanoseconds()
    {
        IArrowArray seconds = new TimestampArray.Builder(new TimestampType(TimeUnit.Second, "UTC")).Append(DateTimeOffset.UnixEpoch.AddSeconds(90)).Build();
        PointBatch batch = Batch(seconds);

        Assert.Equal(90_000_000_000, batch.GetNanoseconds(0, 0));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(90), batch.GetValue(0, 0));
        Assert.Equal([DateTime.UnixEpoch.AddDays(2)], Values(new Date32Array.Builder().Append(DateTime.UnixEpoch.AddDays(2)).Build()));
    }

    [Fact]
    public void Read_TextInEveryLayout_IsTheSameText()
    {
        StringArray dictionary = new StringArray.Builder().Append("a").Append("ä").Build();
        Int32Array indices = new Int32Array.Builder().Append(1).AppendNull().Append(0).Build();

        Assert.Equal(["x", null, "x"], Values(new StringArray.Builder().Append("x").AppendNull().Append("x").Build()));
        Assert.Equal(["view of more than twelve bytes", null], Values(new StringViewArray.Builder().Append("view of more than twelve bytes").AppendNull().Build()));
        Assert.Equal(["ä", null, "a"], Values(new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false), indices, dictionary)));
    }

    [Fact]
    public void Read_NullColumn_HasNoValues() => Assert.Equal([null, null], Values(new NullArray(2)));

    [Fact]
    public void Read_Struct_ShowsItsMembers()
    {
        var type = new StructType([new Field("value", DoubleType.Default, true), new Field("n", Int64Type.Default, true)]);
        var array = new StructArray(type, 1, [new DoubleArray.Builder().Append(2.5).Build(), new Int64Array.Builder().Append(3).Build()], ArrowBuffer.Empty, 0);

        var members = Assert.IsType<OrderedDictionary>(Values(array)[0]);
        Assert.Equal((2.5, 3L), (members["value"], members["n"]));
        Assert.Equal(PointType.Other, Batch(array).Schema.Columns[0].Type);
    }

    [Fact]
    public void Read_SlicedBatch_StartsAtItsOwnFirstRow()
    {
        var builder = new Int64Array.Builder();
        for (int row = 0; row < 20; row++)
        {
            _ = row % 3 == 0 ? builder.AppendNull() : builder.Append(row);
        }

        var whole = new RecordBatch(new Schema([new Field("x", Int64Type.Default, true)], null), [builder.Build()], 20);
        RecordBatch slice = whole.Slice(10, 5);

        PointBatch batch = ArrowColumns.Read(slice, ArrowSchemas.Read(slice.Schema, null, null));
        Assert.Equal([10L, 11L, null, 13L, 14L], Enumerable.Range(0, 5).Select(row => batch.GetValue(row, 0)));
    }

    private static Decimal128Array Whole(params string?[] numbers)
    {
        var builder = new Decimal128Array.Builder(new Decimal128Type(38, 0));
        foreach (string? number in numbers)
        {
            _ = number is null ? builder.AppendNull() : builder.Append(System.Data.SqlTypes.SqlDecimal.Parse(number));
        }

        return builder.Build();
    }

    private static object?[] Values(IArrowArray array)
    {
        PointBatch batch = Batch(array);
        return [.. Enumerable.Range(0, array.Length).Select(row => batch.GetValue(row, 0))];
    }

    private static PointBatch Batch(IArrowArray array)
    {
        var arrow = new RecordBatch(new Schema([new Field("x", array.Data.DataType, true)], null), [array], array.Length);
        return ArrowColumns.Read(arrow, ArrowSchemas.Read(arrow.Schema, null, null));
    }
}
