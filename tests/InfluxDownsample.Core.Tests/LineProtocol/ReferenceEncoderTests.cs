using System.Globalization;
using CsCheck;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>The fast encoder writes what the plain one writes, over a million rows of generated tables.</summary>
public class ReferenceEncoderTests
{
    private const int Tables = 1_000;
    private const int RowsPerTable = 1_000;

    private static readonly string[] s_measurements = ["m", "my table", "a,b", "x=y", "w\\v"];
    private static readonly string[] s_names = ["room", "a b", "x,y", "k=v", "back\\slash", "größe", "t", "value", "_f", "#n"];
    private static readonly string[] s_texts = ["office", "Living Room", "a,b=c", "", "x\\y", "tail\\", "two\nlines", "a\ttab", "say \"hi\"", "😀漢字", "\\\\", "0"];

    // The rows come from the table's own seed: a million generators of rows would take minutes, and the printed seed brings the table back all the same.
    [Fact]
    public void Encode_AnyTable_IsTheReferenceToTheByte()
        => Gen.Select(Gen.Int, Gen.Int[1, 6], Gen.Int[0, s_measurements.Length - 1])
            .Sample(table => AssertSame(new Random(table.Item1), table.Item2, s_measurements[table.Item3]), iter: Tables);

    private static void AssertSame(Random random, int columnCount, string measurement)
    {
        PointColumn[] columns = [Batches.Time(), .. random.GetItems(s_names, columnCount).Distinct().Select(name => Column(random, name))];
        random.Shuffle(columns);
        object?[][] rows = [.. Enumerable.Range(0, RowsPerTable).Select(_ => columns.Select(column => Value(random, column)).ToArray())];
        string[] lines = Lines.Of(Batches.Of(columns, rows), new() { Measurement = measurement });
        for (int row = 0; row < rows.Length; row++)
        {
            string? expected = ReferenceEncoder.Line(measurement, columns, rows[row]);
            if (expected is null)
            {
                Assert.StartsWith("[", lines[row], StringComparison.Ordinal);
            }
            else if (expected != lines[row])
            {
                Assert.Equal(expected, lines[row]);
            }
        }

        AssertFloatsReadBack(rows);
    }

    // The lines are the reference's to the byte, and its floats are these texts.
    private static void AssertFloatsReadBack(object?[][] rows)
    {
        foreach (double value in rows.SelectMany(static row => row).OfType<double>().Where(double.IsFinite))
        {
            double read = double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (BitConverter.DoubleToInt64Bits(value) != BitConverter.DoubleToInt64Bits(read))
            {
                Assert.Fail($"{value:R} reads back as another double.");
            }
        }
    }

    private static PointColumn Column(Random random, string name) => random.Next(7) switch
    {
        0 or 1 => Batches.Tag(name),
        2 or 3 => Batches.Field(name, PointType.Float),
        4 => Batches.Field(name, PointType.Integer),
        5 => Batches.Field(name, PointType.Unsigned),
        _ => random.Next(2) == 0 ? Batches.Field(name, PointType.Boolean) : Batches.Field(name, PointType.String),
    };

    private static object? Value(Random random, PointColumn column)
    {
        if (column.Role == ColumnRole.Time)
        {
            return random.NextInt64(UnixNanoseconds.MinValue, UnixNanoseconds.LastWritable);
        }

        return random.Next(8) == 0 ? null : column.Type switch
        {
            PointType.Float => Float(random),
            PointType.Integer => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            PointType.Unsigned => (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
            PointType.Boolean => random.Next(2) == 0,
            _ => s_texts[random.Next(s_texts.Length)],
        };
    }

    // Short decimals, means, anything between, all bit patterns.
    private static double Float(Random random) => random.Next(4) switch
    {
        0 => random.NextInt64(-999_999, 999_999) / Math.Pow(10, random.Next(7)),
        1 => random.Next(1, 100_000) / (double)random.Next(1, 60),
        2 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 20)),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
    };
}
