using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

public class LineProtocolEncoderTests
{
    [Fact]
    public void Encode_RowOfEveryType_WritesTagsByNameFieldsInOrderAndExactTime()
    {
        PointBatch batch = Batches.Of(
            [
                Batches.Time(), Batches.Tag("room"), Batches.Field("t", PointType.Float), Batches.Field("n", PointType.Integer), Batches.Tag("building"),
                Batches.Field("u", PointType.Unsigned), Batches.Field("ok", PointType.Boolean), Batches.Field("note", PointType.String),
            ],
            [1422886740123456789L, "office", 23.7, -5L, "B 1", 7UL, true, "say \"hi\"\\"]);

        Assert.Equal([@"m,building=B\ 1,room=office t=23.7,n=-5i,u=7u,ok=true,note=""say \""hi\""\\"" 1422886740123456789"], Lines.Of(batch));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e308, "1E+308")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(1d / 3, "0.3333333333333333")]
    [InlineData(123456789012345680.0, "1.2345678901234568E+17")]
    public void Encode_Float_WritesShortestDigitsThatReadBackEqual(double value, string digits)
        => Assert.Equal([$"m f={digits} 0"], Lines.Of(Batches.Of([Batches.Time(), Batches.Field("f", PointType.Float)], [0, value])));

    [Fact]
    public void Encode_ExtremeIntegers_KeepsEveryDigit()
    {
        PointBatch batch = Batches.Of(
            [Batches.Time(), Batches.Field("i", PointType.Integer), Batches.Field("u", PointType.Unsigned)],
            [-9223372036854775806L, long.MinValue, ulong.MaxValue],
            [9223371599999999999L, long.MaxValue, 0UL]);

        Assert.Equal(
            ["m i=-9223372036854775808i,u=18446744073709551615u -9223372036854775806", "m i=9223372036854775807i,u=0u 9223371599999999999"],
            Lines.Of(batch));
    }

    [Fact]
    public void Encode_NullsAndEmptyTags_LeavesThemOut()
    {
        PointBatch batch = Batches.Of(
            [Batches.Time(), Batches.Tag("a"), Batches.Field("f", PointType.Float), Batches.Field("s", PointType.String)],
            [1, null, 1.5, null],
            [2, "", null, ""],
            [3, "x", null, null]);

        Assert.Equal(["m f=1.5 1", "m s=\"\" 2", "[NoFields]"], Lines.Of(batch));
    }

    [Fact]
    public void Encode_NonFinite_IsSkippedAndCountedOrRefused()
    {
        PointBatch batch = Batches.Of(
            [Batches.Time(), Batches.Field("a", PointType.Float), Batches.Field("b", PointType.Float)],
            [1, double.NaN, 2.0],
            [2, double.PositiveInfinity, null]);

        Assert.Equal(["m b=2 1", "[NonFinite]"], Lines.Of(batch));
        Assert.Equal(
            ["[Invalid] Column 'a': The value is NaN or infinite, which InfluxDB cannot hold.", "[Invalid] Column 'a': The value is NaN or infinite, which InfluxDB cannot hold."],
            Lines.Of(batch, new LineProtocolOptions { Measurement = "m", NonFinite = NonFiniteValues.Error }));
    }

    [Theory]
    [InlineData(WritePrecision.Microsecond, 1_999_999_999, "1999999")]
    [InlineData(WritePrecision.Millisecond, -1, "-1")]
    [InlineData(WritePrecision.Second, -1_000_000_000, "-1")]
    [InlineData(WritePrecision.Second, 1_500_000_000, "1")]
    public void Encode_CoarserPrecision_TakesTheStampAtOrBefore(WritePrecision precision, long nanoseconds, string stamp)
    {
        PointBatch batch = Batches.Of([Batches.Time(), Batches.Field("f", PointType.Integer)], [nanoseconds, 1L]);

        Assert.Equal([$"m f=1i {stamp}"], Lines.Of(batch, new LineProtocolOptions { Measurement = "m", Precision = precision }));
    }

    [Fact]
    public void Encode_MeasurementColumn_NamesTheTableRowByRow()
    {
        PointColumn measurement = new(PointSchema.MeasurementColumn, PointType.String, ColumnRole.Measurement, true);
        PointBatch batch = Batches.Of([measurement, Batches.Time(), Batches.Field("f", PointType.Integer)], ["a b", 1, 1L], ["a b", 2, 2L], ["c", 3, 3L]);

        Assert.Equal([@"a\ b f=1i 1", @"a\ b f=2i 2", "c f=3i 3"], Lines.Of(batch, new LineProtocolOptions()));
        Assert.Equal(["x f=1i 1", "x f=2i 2", "x f=3i 3"], Lines.Of(batch, new LineProtocolOptions { Measurement = "x" }));
    }

    [Fact]
    public void Encode_FieldTypes_ConvertsOnlyWhatStaysTheSame()
    {
        PointBatch batch = Batches.Of(
            [Batches.Time(), Batches.Field("n", PointType.Integer), Batches.Field("f", PointType.Float)],
            [1, 3L, 4.0],
            [2, 9007199254740993L, 4.0],
            [3, 3L, 4.5]);
        var options = new LineProtocolOptions
        {
            Measurement = "m",
            FieldTypes = new Dictionary<string, PointType> { ["n"] = PointType.Float, ["f"] = PointType.Integer },
        };

        Assert.Equal(
            [
                "m n=3,f=4i 1",
                "[Invalid] Column 'n': The value 9007199254740993 is not exactly representable as float.",
                "[Invalid] Column 'f': The value 4.5 is not exactly representable as integer.",
            ],
            Lines.Of(batch, options));
    }

    [Theory]
    [InlineData("tail\\", "backslash")]
    [InlineData("two\nlines", "newline")]
    [InlineData("a\ttab", "tab")]
    public void Encode_TagThatLineProtocolCannotHold_IsRefusedWithItsColumn(string tag, string reason)
    {
        string line = Assert.Single(Lines.Of(Batches.Of([Batches.Time(), Batches.Tag("room"), Batches.Field("f", PointType.Integer)], [1, tag, 1L])));

        Assert.StartsWith("[Invalid] Column 'room': ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_RowWithoutTime_IsRefused()
    {
        Assert.Equal(
            ["[Invalid] Column 'time': The row has no time."],
            Lines.Of(Batches.Of([Batches.Time(), Batches.Field("f", PointType.Integer)], [null, 1L])));
        Assert.Equal(
            ["[Invalid] Column 'time': The row has no such column, so it has no time."],
            Lines.Of(Batches.Of([Batches.Field("f", PointType.Integer)], [1L])));
    }

    [Fact]
    public void Create_NothingNamesTheMeasurement_IsInvalidParameter()
    {
        PointSchema schema = new([Batches.Time()], null);

        Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => new LineProtocolEncoder(schema, new LineProtocolOptions())).Id);
        Assert.Equal("m", new PointSchema([Batches.Time()], "m").Measurement);
    }

    [Theory]
    [InlineData("#m")]
    [InlineData("m\\")]
    [InlineData("m\nm")]
    public void Create_MeasurementThatCannotBeWritten_IsInvalidParameter(string measurement)
        => Assert.Equal(
            InfluxErrorId.InvalidParameter,
            Assert.Throws<InfluxException>(() => new LineProtocolEncoder(new PointSchema([Batches.Time()], null), new LineProtocolOptions { Measurement = measurement })).Id);

    [Fact]
    public void Create_ColumnStandsTwice_IsInvalidParameter()
    {
        PointSchema schema = new([Batches.Time(), Batches.Field("f", PointType.Float), Batches.Field("f", PointType.Float)], null);

        InfluxException error = Assert.Throws<InfluxException>(() => new LineProtocolEncoder(schema, new LineProtocolOptions { Measurement = "m" }));

        Assert.Equal((InfluxErrorId.InvalidParameter, "f"), (error.Id, error.Target));
    }

    [Fact]
    public void Encode_ReorderedBatch_WritesRowsInTheNewOrder()
    {
        PointBatch batch = Batches.Of([Batches.Time(), Batches.Field("f", PointType.Integer)], [1, 1L], [2, 2L], [3, 3L]);

        Assert.Equal(["m f=3i 3", "m f=1i 1"], Lines.Of(batch.SelectRows([2, 0])));
        Assert.Equal(["m f=1i 1", "m f=3i 3"], Lines.Of(batch.SelectRows([2, 0]).SelectRows([1, 0])));
    }
}
