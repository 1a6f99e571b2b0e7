using System.Buffers.Binary;

namespace InfluxDownsample.Core.Points.Columns;

/// <summary>A column of 64-bit words, as Arrow lays them out: timestamps (ns), integers, unsigned integers or floats.</summary>
internal sealed class WordValues : ColumnValues
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly PointType _type;

    public WordValues(PointType type, byte[] bytes, int start, byte[]? validity, int validityStart)
        : base(validity, validityStart)
    {
        _type = type;
        _bytes = bytes;
        _start = start;
    }

    public long Int64(int row) => BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(_start + (row << 3)));

    public ulong UInt64(int row) => (ulong)Int64(row);

    public double Double(int row) => BitConverter.Int64BitsToDouble(Int64(row));

    protected override object GetValue(int row) => _type switch
    {
        PointType.Timestamp => UnixNanoseconds.ToDateTime(Int64(row)),
        PointType.Integer => Int64(row),
        PointType.Unsigned => UInt64(row),
        _ => Double(row),
    };
}
