using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Arrow;

namespace InfluxDownsample.Benchmarks.Data;

/// <summary>
/// Generated rows, the same at every run. W1 is <c>home</c>: time, tag room, two floats with one decimal, one integer; W1Full has the floats' whole mantissa;
/// W2 is wide: three tags, twenty floats, every twentieth value null.
/// </summary>
internal sealed class Workload
{
    /// <summary>As many rows as InfluxDB puts into a batch (wire reference 1.1).</summary>
    public const int BatchRows = 8192;

    private static readonly string[] s_rooms = ["Kitchen", "Living Room", "Office", "Bedroom", "Bathroom", "Attic", "Cellar", "Garage"];

    private readonly Random _random = new(20260129);
    private readonly List<Field> _fields = [];
    private readonly List<Func<int, IArrowArray>> _columns = [];
    private int _first;

    private Workload(int batches)
    {
        // Columns are drawn batch by batch, in the order of the schema.
        Batches = new RecordBatch[batches];
    }

    /// <summary>The rows as Arrow has them.</summary>
    public RecordBatch[] Batches { get; }

    /// <summary>The rows as the module has them.</summary>
    public PointBatch[] Points { get; private set; } = [];

    public int RowCount => Batches.Length * BatchRows;

    public static Workload W1(int batches) => Home(batches, value => Math.Round(value, 1));

    public static Workload W1Full(int batches) => Home(batches, value => value);

    public static Workload W2(int batches)
    {
        var workload = new Workload(batches);
        workload.AddTime();
        workload.AddTag("building", row => "B" + (row / 1000 % 4));
        workload.AddTag("floor", row => "Floor " + (row / 100 % 10));
        workload.AddTag("room", row => s_rooms[row % s_rooms.Length]);
        for (int field = 0; field < 20; field++)
        {
            workload.AddFloat("value" + field, value => Math.Round(value * (field + 1), field % 4), nullEvery: 20);
        }

        return workload.Draw();
    }

    private static Workload Home(int batches, Func<double, double> shape)
    {
        var workload = new Workload(batches);
        workload.AddTime();
        workload.AddTag("room", row => s_rooms[row % s_rooms.Length]);
        workload.AddFloat("temp", shape, nullEvery: 0);
        workload.AddFloat("hum", shape, nullEvery: 0);
        workload.Add("co", Int64Type.Default, null, count =>
        {
            var builder = new Int64Array.Builder().Reserve(count);
            for (int row = 0; row < count; row++)
            {
                builder.Append(workload._random.Next(0, 40));
            }

            return builder.Build();
        });
        return workload.Draw();
    }

    private Workload Draw()
    {
        var schema = new Schema(_fields, new Dictionary<string, string> { ["iox::measurement::name"] = "home" });
        for (int batch = 0; batch < Batches.Length; batch++)
        {
            Batches[batch] = new RecordBatch(schema, [.. _columns.Select(static column => column(BatchRows))], BatchRows);
            _first += BatchRows;
        }

        PointSchema points = ArrowSchemas.Read(schema, null, null);
        Points = [.. Batches.Select(batch => ArrowColumns.Read(batch, points))];
        return this;
    }

    private void AddTime() => Add("time", new TimestampType(TimeUnit.Nanosecond, (string?)null), "timestamp", count =>
    {
        // The builder of timestamps counts ticks; the raw words are exact.
        var words = new Int64Array.Builder().Reserve(count);
        for (int row = 0; row < count; row++)
        {
            words.Append(1_767_225_600_123_456_789L + ((_first + row) * 1_000_000_000L));
        }

        ArrayData data = words.Build().Data;
        return new TimestampArray(new ArrayData(new TimestampType(TimeUnit.Nanosecond, (string?)null), data.Length, data.NullCount, data.Offset, data.Buffers));
    });

    private void AddTag(string name, Func<int, string> value) => Add(name, StringType.Default, "tag", count =>
    {
        var builder = new StringArray.Builder().Reserve(count);
        for (int row = 0; row < count; row++)
        {
            builder.Append(value(_first + row));
        }

        return builder.Build();
    });

    private void AddFloat(string name, Func<double, double> shape, int nullEvery) => Add(name, DoubleType.Default, null, count =>
    {
        var builder = new DoubleArray.Builder().Reserve(count);
        for (int row = 0; row < count; row++)
        {
            double value = shape(15 + (_random.NextDouble() * 30));
            _ = nullEvery > 0 && _random.Next(nullEvery) == 0 ? builder.AppendNull() : builder.Append(value);
        }

        return builder.Build();
    });

    private void Add(string name, IArrowType type, string? kind, Func<int, IArrowArray> column)
    {
        Dictionary<string, string>? metadata = kind is null ? null : new() { ["iox::column::type"] = "iox::column_type::" + kind };
        _fields.Add(new Field(name, type, nullable: true, metadata));
        _columns.Add(column);
    }
}
