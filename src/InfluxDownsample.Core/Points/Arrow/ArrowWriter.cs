using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>Writes batches in Arrow's form, to be read again by <see cref="ArrowColumns"/>.</summary>
internal static class ArrowWriter
{
    /// <summary>
    /// Whether Arrow arrays can be made of these columns: structs, lists, very large numbers and the like are kept as plain objects and cannot.
    /// </summary>
    public static bool CanWrite(PointSchema schema) => schema.Columns.All(column => column.Type is not (PointType.Other or PointType.Decimal));

    public static Schema Schema(PointSchema schema)
        => new(schema.Columns.Select(column => new Field(column.Name, TypeOf(column.Type), nullable: true)), metadata: null);

    public static RecordBatch Batch(PointBatch batch, Schema schema)
        => new(schema, schema.FieldsList.Select((field, column) => ArrowArrayFactory.BuildArray(Column(batch, column, field.DataType))), batch.RowCount);

    private static IArrowType TypeOf(PointType type) => type switch
    {
        PointType.Null => NullType.Default,
        PointType.Timestamp => new TimestampType(TimeUnit.Nanosecond, (string?)null),
        PointType.Integer => Int64Type.Default,
        PointType.Unsigned => UInt64Type.Default,
        PointType.Float => DoubleType.Default,
        PointType.Boolean => BooleanType.Default,
        PointType.String => StringType.Default,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static ArrayData Column(PointBatch batch, int column, IArrowType type)
    {
        int rows = batch.RowCount;
        ColumnValues values = batch.Values(column);
        if (type is NullType)
        {
            return new ArrayData(type, rows, rows, 0, System.Array.Empty<ArrowBuffer>());
        }

        byte[] validity = new byte[(rows + 7) / 8];
        int nulls = 0;
        for (int row = 0; row < rows; row++)
        {
            if (values.IsNull(batch.StoredRow(row)))
            {
                nulls++;
            }
            else
            {
                validity[row >> 3] |= (byte)(1 << (row & 7));
            }
        }

        return new ArrayData(type, rows, nulls, 0, [new ArrowBuffer(validity), .. Data(batch, values)]);
    }

    private static ArrowBuffer[] Data(PointBatch batch, ColumnValues values)
    {
        int rows = batch.RowCount;
        switch (values)
        {
            case WordValues words:
                byte[] bytes = new byte[rows * 8];
                for (int row = 0; row < rows; row++)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(row * 8), words.Int64(batch.StoredRow(row)));
                }

                return [new ArrowBuffer(bytes)];
            case BooleanValues booleans:
                byte[] bits = new byte[(rows + 7) / 8];
                for (int row = 0; row < rows; row++)
                {
                    bits[row >> 3] |= booleans.Boolean(batch.StoredRow(row)) ? (byte)(1 << (row & 7)) : (byte)0;
                }

                return [new ArrowBuffer(bits)];
            case TextValues text:
                return Text(batch, text);
            default:
                // A column without any value that has a type all the same: nothing is read behind its nulls.
                return [new ArrowBuffer(new byte[(rows + 1) * 8]), new ArrowBuffer(System.Array.Empty<byte>())];
        }
    }

    private static ArrowBuffer[] Text(PointBatch batch, TextValues text)
    {
        byte[] offsets = new byte[(batch.RowCount + 1) * 4];
        var bytes = new MemoryStream();
        for (int row = 0; row < batch.RowCount; row++)
        {
            int stored = batch.StoredRow(row);
            if (!text.IsNull(stored))
            {
                bytes.Write(text.Utf8(stored));
            }

            BinaryPrimitives.WriteInt32LittleEndian(offsets.AsSpan((row + 1) * 4), (int)bytes.Length);
        }

        return [new ArrowBuffer(offsets), new ArrowBuffer(bytes.ToArray())];
    }
}
