using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Tests.Points;

/// <summary>Builds small batches from rows of plain values: a time is a long of nanoseconds in a Timestamp column.</summary>
internal static class Batches
{
    public static PointColumn Time(string name = "time") => new(name, PointType.Timestamp, ColumnRole.Time, true);

    public static PointColumn Tag(string name) => new(name, PointType.String, ColumnRole.Tag, true);

    public static PointColumn Field(string name, PointType type) => new(name, type, ColumnRole.Field, true);

    public static PointBatch Of(PointColumn[] columns, params object?[][] rows) => Of(new PointSchema(columns, null), rows);

    public static PointBatch Of(PointSchema schema, params object?[][] rows)
    {
        var builder = new PointBatchBuilder(schema, rows.Length);
        foreach (object?[] row in rows)
        {
            for (int ordinal = 0; ordinal < row.Length; ordinal++)
            {
                ColumnBuilder column = builder.Column(ordinal);
                switch (row[ordinal])
                {
                    case null: column.AddNull(); break;
                    case long word: column.AddWord(word); break;
                    case int word: column.AddWord(word); break;
                    case ulong word: column.AddWord((long)word); break;
                    case double number: column.AddWord(BitConverter.DoubleToInt64Bits(number)); break;
                    case bool flag: column.AddBoolean(flag); break;
                    case string text: column.AddText(text); break;
                }
            }

            builder.EndRow();
        }

        return builder.Build();
    }
}
