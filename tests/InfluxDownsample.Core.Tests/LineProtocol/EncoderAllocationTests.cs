using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>A row costs no garbage: what a column needs is made once per schema.</summary>
public class EncoderAllocationTests
{
    private const int Rows = 10_000;

    [Fact]
    public void Encode_RowsOfEveryType_AllocatesLessThanAByteARow()
    {
        PointBatch batch = Batches.Of(
            [
                Batches.Time(), Batches.Tag("room"), Batches.Tag("empty"), Batches.Field("short", PointType.Float), Batches.Field("long", PointType.Float),
                Batches.Field("tiny", PointType.Float), Batches.Field("n", PointType.Integer), Batches.Field("u", PointType.Unsigned),
                Batches.Field("ok", PointType.Boolean), Batches.Field("note", PointType.String), Batches.Field("nan", PointType.Float),
            ],
            [.. Enumerable.Range(0, Rows).Select(row => new object?[]
            {
                1_767_225_600_000_000_000L + row, row % 2 == 0 ? "Living Room" : "office", row % 3 == 0 ? null : "", row / 10.0, row / 7.0, row / 1e30, (long)-row, (ulong)row,
                row % 2 == 0, row % 5 == 0 ? null : "say \"hi\"", double.NaN,
            })]);
        PointColumn measurement = new(PointSchema.MeasurementColumn, PointType.String, ColumnRole.Measurement, true);
        PointBatch named = Batches.Of(
            [measurement, Batches.Time(), Batches.Field("n", PointType.Integer)],
            [.. Enumerable.Range(0, Rows).Select(row => new object?[] { "a b", (long)row, 1L })]);

        Assert.InRange(AllocatedPerRow(batch, new LineProtocolOptions { Measurement = "m" }), 0, 1);
        Assert.InRange(AllocatedPerRow(named, new LineProtocolOptions()), 0, 1);
    }

    private static double AllocatedPerRow(PointBatch batch, LineProtocolOptions options)
    {
        var encoder = new LineProtocolEncoder(batch.Schema, options);
        using var output = new LineBuffer(4 * 1024 * 1024);
        Assert.Equal(Rows, EncodeAll());
        long before = GC.GetAllocatedBytesForCurrentThread();
        EncodeAll();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rows;

        int EncodeAll()
        {
            int written = 0;
            output.Truncate(0);
            for (int row = 0; row < batch.RowCount; row++)
            {
                written += encoder.Encode(batch, row, output) == LineOutcome.Written ? 1 : 0;
            }

            return written;
        }
    }
}
