using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using InfluxDownsample.Benchmarks.Baselines;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Benchmarks.Data;

/// <summary>Five ways through one workload: the encoder, the naive builder, the official client's points, .NET formatting the same numbers and nothing else, and copying the finished bytes.</summary>
internal sealed class Encodings : IDisposable
{
    // As many rows as a write request has.
    private const int RequestRows = 5000;

    private readonly Workload _workload;
    private readonly LineProtocolEncoder _encoder;
    private readonly LineBuffer _buffer = new(4 * 1024 * 1024);
    private readonly byte[] _finished;
    private readonly byte[] _copy;

    public Encodings(Workload workload)
    {
        _workload = workload;
        _encoder = new LineProtocolEncoder(workload.Points[0].Schema, new LineProtocolOptions { Measurement = "home" });
        using var all = new LineBuffer(1024);
        foreach (PointBatch batch in workload.Points)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                _encoder.Encode(batch, row, all);
            }
        }

        _finished = all.Written.ToArray();
        _copy = new byte[_finished.Length];
    }

    public int RowCount => _workload.RowCount;

    public int ByteCount => _finished.Length;

    public long Encode()
    {
        long bytes = 0;
        int rows = 0;
        foreach (PointBatch batch in _workload.Points)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                _encoder.Encode(batch, row, _buffer);
                if (++rows % RequestRows == 0)
                {
                    bytes += _buffer.Count;
                    _buffer.Truncate(0);
                }
            }
        }

        bytes += _buffer.Count;
        _buffer.Truncate(0);
        return bytes;
    }

    /// <summary>The same numbers and stamps, each by .NET's own UTF-8 formatter, nothing between them.</summary>
    public long FormatOnly()
    {
        long bytes = 0;
        byte[] room = _copy;
        foreach (RecordBatch batch in _workload.Batches)
        {
            int used = 0;
            foreach (IArrowArray column in batch.Arrays)
            {
                used += column switch
                {
                    DoubleArray floats => FormatFloats(floats, room),
                    PrimitiveArray<long> words => FormatIntegers(words, room),
                    _ => 0,
                };
            }

            bytes += used;
        }

        return bytes;
    }

    public long Naive()
    {
        long bytes = 0;
        foreach (PointBatch batch in _workload.Points)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                var point = new NaivePoint("home");
                for (int column = 0; column < batch.Schema.Columns.Count; column++)
                {
                    Add(point, batch, row, column);
                }

                bytes += Encoding.UTF8.GetByteCount(point.ToLine()) + 1;
            }
        }

        return bytes;
    }

    public long Official() => OfficialClient.Encode(_workload);

    public long Copy()
    {
        _finished.CopyTo(_copy, 0);
        return _copy.Length;
    }

    public void Dispose() => _buffer.Dispose();

    private static void Add(NaivePoint point, PointBatch batch, int row, int column)
    {
        PointColumn said = batch.Schema.Columns[column];
        if (said.Role == ColumnRole.Time)
        {
            point.Time(batch.GetNanoseconds(row, column));
        }
        else if (batch.GetValue(row, column) is { } value)
        {
            _ = said.Role == ColumnRole.Tag ? point.Tag(said.Name, (string)value) : point.Field(said.Name, value);
        }
    }

    private static int FormatFloats(DoubleArray floats, byte[] room)
    {
        int used = 0;
        ReadOnlySpan<double> values = floats.Values;
        for (int row = 0; row < values.Length; row++)
        {
            if (floats.IsValid(row))
            {
                values[row].TryFormat(room.AsSpan(used), out int written, default, CultureInfo.InvariantCulture);
                used += written;
            }
        }

        return used;
    }

    private static int FormatIntegers(PrimitiveArray<long> words, byte[] room)
    {
        int used = 0;
        foreach (long value in words.Values)
        {
            Utf8Formatter.TryFormat(value, room.AsSpan(used), out int written);
            used += written;
        }

        return used;
    }
}
