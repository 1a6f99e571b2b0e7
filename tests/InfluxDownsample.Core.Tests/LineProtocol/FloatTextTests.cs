using System.Globalization;
using System.Text;
using CsCheck;
using InfluxDownsample.Core.LineProtocol.Numbers;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>The short way writes what .NET's formatter writes, to the byte.</summary>
public class FloatTextTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(-23.7)]
    [InlineData(100.0)]
    [InlineData(0.0001)]
    [InlineData(0.00001)]
    [InlineData(999999999999999.0)]
    [InlineData(1e15)]
    [InlineData(4503599627370495.5)]
    [InlineData(4503599627370497.0)]
    [InlineData(0.1 + 0.2)]
    [InlineData(1.7976931348623157E+308)]
    [InlineData(5e-324)]
    [InlineData(123456.789)]
    [InlineData(9007199254740993.0)]
    public void Write_Value_IsTheFormattersText(double value) => Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), Write(new FloatText(), value));

    [Fact]
    public void Write_NegativeZero_KeepsItsSign() => Assert.Equal("-0", Write(new FloatText(), -0.0));

    [Fact]
    public void Write_ShortDecimals_IsTheFormattersText()
        => Gen.Select(Gen.Long[-99_999_999_999, 99_999_999_999], Gen.Int[0, 12]).Array[50].Sample(
            decimals => AllEqual(decimals.Select(static pair => pair.Item1 / Math.Pow(10, pair.Item2))),
            iter: 4_000);

    [Fact]
    public void Write_NeighboursOfShortDecimals_IsTheFormattersText()
        => Gen.Select(Gen.Long[-9_999_999, 9_999_999], Gen.Int[0, 9], Gen.Int[-2, 2]).Array[50].Sample(
            decimals => AllEqual(decimals.Select(static triple => BitConverter.Int64BitsToDouble(
                BitConverter.DoubleToInt64Bits(triple.Item1 / Math.Pow(10, triple.Item2)) + triple.Item3)).Where(double.IsFinite)),
            iter: 4_000);

    [Fact]
    public void Write_AnyDouble_IsTheFormattersText()
        => Gen.Double.Array[50].Sample(static values => AllEqual(values.Where(double.IsFinite)), iter: 4_000);

    // One writer for all, as a column has: what it remembers of one value must not change the next.
    private static bool AllEqual(IEnumerable<double> values)
    {
        var text = new FloatText();
        return values.All(value => Write(text, value) == value.ToString("R", CultureInfo.InvariantCulture));
    }

    private static string Write(FloatText text, double value)
    {
        Span<byte> room = stackalloc byte[32];
        return Encoding.UTF8.GetString(room[..text.Write(value, room)]);
    }
}
