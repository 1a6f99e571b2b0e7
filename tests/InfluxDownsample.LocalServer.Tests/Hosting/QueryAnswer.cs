using System.Globalization;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>A query's answer over Flight.</summary>
internal sealed record QueryAnswer(Schema Schema, IReadOnlyList<RecordBatch> Batches)
{
    public int RowCount => Batches.Sum(batch => batch.Length);

    /// <summary>Each row as its values with commas between them: null for null, times as nanoseconds.</summary>
    public IReadOnlyList<string> Rows =>
        [.. Batches.SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => string.Join(',', batch.Arrays.Select(array => Render(array, row)))))];

    private static string Render(IArrowArray array, int row)
    {
        if (array.IsNull(row))
        {
            return "null";
        }

        return array switch
        {
            Int64Array a => a.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
            UInt64Array a => a.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
            DoubleArray a => a.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture),
            BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
            StringArray a => a.GetString(row),
            TimestampArray a => a.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
            _ => throw new NotSupportedException(array.Data.DataType.TypeId.ToString()),
        };
    }
}
