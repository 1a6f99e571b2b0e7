using System.Globalization;
using System.Text;
using CsCheck;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>What the encoder writes, the server's grammar reads back equal; what it cannot hold is refused, never altered.</summary>
public class RoundTripTests
{
    private const string Hostile = ",= \"\\\n\r\t\0#_äß漢😀aB0";

    private static readonly Gen<string> s_text = Gen.Int[0, 6].SelectMany(
        length => Gen.Int[0, 17].Array[length].Select(picks => string.Concat(picks.Select(pick => new StringInfo(Hostile).SubstringByTextElements(pick, 1)))));

    [Fact]
    public void Text_InEveryPlace_ReadsBackEqualOrIsRefused()
        => Gen.Select(s_text, s_text, s_text, s_text, s_text).Sample(
            texts =>
            {
                (string measurement, string tagKey, string tagValue, string fieldKey, string fieldValue) = texts;
                PointBatch batch = Batches.Of(
                    [Batches.Time("stamp"), Batches.Tag(tagKey), Batches.Field(fieldKey, PointType.String)],
                    [1, tagValue, fieldValue]);
                if (!TryEncode(batch, measurement, out string line))
                {
                    return;
                }

                LineProtocolLine read = Read(line);
                Assert.Equal(measurement, Text(read.Measurement));
                Assert.Equal(tagValue.Length == 0 ? [] : [(tagKey, tagValue)], read.Tags.ToArray().Select(tag => (Text(tag.Key), Text(tag.Value))));
                LineProtocolField field = Assert.Single(read.Fields.ToArray());
                Assert.Equal((fieldKey, fieldValue), (Text(field.Key), Text(field.Text)));
                Assert.Equal(1, read.Timestamp);
            },
            iter: 60_000);

    [Fact]
    public void Numbers_OfAllMagnitudes_ReadBackBitEqual()
        => Gen.Select(Gen.Double, Gen.Long, Gen.ULong, Gen.Bool, Gen.Long[UnixNanoseconds.MinValue, UnixNanoseconds.LastWritable]).Sample(
            values =>
            {
                (double real, long integer, ulong unsigned, bool flag, long time) = values;
                if (!double.IsFinite(real))
                {
                    return;
                }

                PointBatch batch = Batches.Of(
                    [
                        Batches.Time(), Batches.Field("f", PointType.Float), Batches.Field("i", PointType.Integer), Batches.Field("u", PointType.Unsigned),
                        Batches.Field("b", PointType.Boolean),
                    ],
                    [time, real, integer, unsigned, flag]);
                LineProtocolLine read = Read(Lines.Of(batch)[0]);
                LineProtocolField[] fields = read.Fields.ToArray();

                Assert.Equal(BitConverter.DoubleToInt64Bits(real), BitConverter.DoubleToInt64Bits(fields[0].Float));
                Assert.Equal(integer, fields[1].Integer);
                Assert.Equal(unsigned, fields[2].Unsigned);
                Assert.Equal(flag, fields[3].Boolean);
                Assert.Equal(time, read.Timestamp);
            },
            iter: 60_000);

    private static bool TryEncode(PointBatch batch, string measurement, out string line)
    {
        line = "";
        try
        {
            line = Lines.Of(batch, new LineProtocolOptions { Measurement = measurement, TimestampColumn = "stamp" })[0];
        }
        catch (InfluxException refused) when (refused.Id is InfluxErrorId.InvalidParameter or InfluxErrorId.PointInvalid)
        {
            return false;
        }

        return !line.StartsWith("[Invalid] Column", StringComparison.Ordinal);
    }

    private static LineProtocolLine Read(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        var reader = new LineProtocolReader(bytes, 0, bytes.Length);
        Assert.True(reader.Read());
        Assert.Null(reader.Error);
        Assert.Equal(line, Encoding.UTF8.GetString(reader.Original));
        return reader.Line;
    }

    private static string Text(LineProtocolText text) => text.ToString();
}
