using Apache.Arrow;
using Apache.Arrow.Types;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Arrow batches as InfluxDB sends them, written down column by column.</summary>
public sealed class Rows
{
    private readonly List<Field> _fields = [];
    private readonly List<IArrowArray> _arrays = [];
    private readonly Dictionary<string, string> _metadata = [];

    /// <summary>One hour of a room: time, room (a tag), temperature, co (an integer), open. Each row is a second after the one before.</summary>
    public static RecordBatch Room(int count, int first = 0) => new Rows()
        .Time("time", [.. Enumerable.Range(first, count).Select(row => (long?)(row * 1_000_000_000L))])
        .Tag("room", [.. Enumerable.Repeat("office", count)])
        .Float("temperature", [.. Enumerable.Range(first, count).Select(row => (double?)(20 + (row % 10)))])
        .Integer("co", [.. Enumerable.Range(first, count).Select(row => (long?)row)])
        .Boolean("open", [.. Enumerable.Range(first, count).Select(row => (bool?)(row % 2 == 0))])
        .Build();

    public Rows Measurement(string name)
    {
        _metadata["iox::measurement::name"] = name;
        return this;
    }

    public Rows Time(string name, params long?[] nanoseconds)
    {
        var type = new TimestampType(TimeUnit.Nanosecond, (string?)null);
        // The builder of timestamps counts ticks; the raw words are exact.
        var words = new Int64Array.Builder();
        foreach (long? value in nanoseconds)
        {
            _ = value is { } stamp ? words.Append(stamp) : words.AppendNull();
        }

        ArrayData data = words.Build().Data;
        return Add(name, new TimestampArray(new ArrayData(type, data.Length, data.NullCount, data.Offset, data.Buffers)), "timestamp");
    }

    public Rows Tag(string name, params string?[] values) => Add(name, Text(values), "tag");

    public Rows Text(string name, params string?[] values) => Add(name, Text(values), null);

    public Rows Float(string name, params double?[] values)
        => Add(name, values.Aggregate(new DoubleArray.Builder(), (builder, value) => builder.Append(value)).Build(), null);

    public Rows Integer(string name, params long?[] values)
        => Add(name, values.Aggregate(new Int64Array.Builder(), (builder, value) => builder.Append(value)).Build(), null);

    public Rows Unsigned(string name, params ulong?[] values)
        => Add(name, values.Aggregate(new UInt64Array.Builder(), (builder, value) => builder.Append(value)).Build(), null);

    public Rows Boolean(string name, params bool?[] values)
        => Add(name, values.Aggregate(new BooleanArray.Builder(), (builder, value) => value is { } flag ? builder.Append(flag) : builder.AppendNull()).Build(), null);

    public RecordBatch Build() => new(new Schema(_fields, _metadata), _arrays, _arrays[0].Length);

    private static StringArray Text(string?[] values)
        => values.Aggregate(new StringArray.Builder(), (builder, value) => value is null ? builder.AppendNull() : builder.Append(value)).Build();

    private Rows Add(string name, IArrowArray array, string? columnType)
    {
        Dictionary<string, string>? metadata = columnType is null ? null : new() { ["iox::column::type"] = "iox::column_type::" + columnType };
        _fields.Add(new Field(name, array.Data.DataType, nullable: true, metadata));
        _arrays.Add(array);
        return this;
    }
}
