using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Apache.Arrow;

namespace InfluxDownsample.Core.Points.Columns;

/// <summary>
/// Decimals without a fraction: what servers make of integers that are added up so, or calculated with a bound value. They are integers where they fit 64
/// bits, unsigned ones where these fit, and decimals else.
/// </summary>
internal sealed class WholeNumbers
{
    private readonly IArrowArray _array;

    private WholeNumbers(IArrowArray array) => _array = array;

    /// <summary>The numbers of an array of such; null for any other.</summary>
    public static WholeNumbers? Of(IArrowArray array) => array is Decimal128Array { Scale: 0 } or Decimal256Array { Scale: 0 } ? new WholeNumbers(array) : null;

    /// <summary>The narrowest type, no narrower than a known one, that holds every number.</summary>
    public PointType Widen(PointType known)
    {
        bool isUnsigned = known == PointType.Unsigned;
        bool isSigned = false;
        for (int row = 0; row < _array.Length; row++)
        {
            if (_array.IsNull(row))
            {
                continue;
            }

            BigInteger number = At(row);
            isSigned |= number < 0;
            isUnsigned |= number > long.MaxValue;
            if (known == PointType.Decimal || number > ulong.MaxValue || number < long.MinValue || (isSigned && isUnsigned))
            {
                return PointType.Decimal;
            }
        }

        return known == PointType.Decimal ? known : isUnsigned ? PointType.Unsigned : PointType.Integer;
    }

    /// <summary>The numbers as values of a type that holds them.</summary>
    public ColumnValues Read(PointType type)
    {
        var builder = new ColumnBuilder(type, _array.Length);
        for (int row = 0; row < _array.Length; row++)
        {
            if (_array.IsNull(row))
            {
                builder.AddNull();
            }
            else if (type == PointType.Decimal)
            {
                BigInteger number = At(row);
                // No decimal of .NET has more than 28 digits; what has is shown whole nevertheless.
                builder.AddOther(BigInteger.Abs(number) <= (BigInteger)decimal.MaxValue ? (decimal)number : (object)number);
            }
            else
            {
                builder.AddWord(type == PointType.Unsigned ? (long)(ulong)At(row) : (long)At(row));
            }
        }

        return builder.Build();
    }

    private BigInteger At(int row) => _array is Decimal128Array numbers
        ? BinaryPrimitives.ReadInt128LittleEndian(numbers.ValueBuffer.Span.Slice((numbers.Offset + row) * 16, 16))
        : BigInteger.Parse(((Decimal256Array)_array).GetString(row)!, CultureInfo.InvariantCulture);
}
