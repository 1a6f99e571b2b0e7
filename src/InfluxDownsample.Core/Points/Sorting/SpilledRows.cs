using Apache.Arrow;
using Apache.Arrow.Ipc;
using InfluxDownsample.Core.Points.Arrow;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points.Sorting;

/// <summary>
/// Sorted rows of one schema in a temporary file (an Arrow stream), each with its sort key in three more columns. The file has no second reader and
/// is gone when this is disposed or the process ends.
/// </summary>
internal sealed class SpilledRows : IDisposable
{
    private const int KeyColumns = 3;

    // Each run that is merged holds a batch in memory: of so many rows, or of so many bytes where rows are long, which is below what the collector takes
    // for large and sweeps late.
    private const int RowsPerBatch = 1024;
    private const int BytesPerBatch = 64 * 1024;

    private readonly PointSchema _schema;
    private readonly PointSchema _withKeys;
    private readonly Schema _arrow;
    private readonly FileStream _file;
    private readonly ArrowStreamWriter _writer;
    private PointBatchBuilder _builder;
    private long _bytes;

    public SpilledRows(PointSchema schema)
    {
        _schema = schema;
        // Names do not matter here: columns are found by their place.
        _withKeys = new PointSchema(
            [
                new PointColumn("", PointType.Timestamp, ColumnRole.Field, false),
                new PointColumn("", PointType.Integer, ColumnRole.Field, false),
                new PointColumn("", PointType.Integer, ColumnRole.Field, false),
                .. schema.Columns,
            ],
            measurement: null);
        _arrow = ArrowWriter.Schema(_withKeys);
        _builder = new PointBatchBuilder(_withKeys, RowsPerBatch);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            // On Windows a temporary folder is its user's alone.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        _file = new FileStream(Path.Combine(Path.GetTempPath(), "influxdownsample-" + Path.GetRandomFileName()), options);
        _writer = new ArrowStreamWriter(_file, _arrow, leaveOpen: true);
    }

    /// <summary>Appends a row; rows come in the order of their keys.</summary>
    public void Add(SortKey key, PointBatch batch, int row)
    {
        if (key.Time is { } time)
        {
            _builder.Column(0).AddWord(time);
        }
        else
        {
            _builder.Column(0).AddNull();
        }

        _builder.Column(1).AddWord(key.Series);
        _builder.Column(2).AddWord(key.Sequence);
        int stored = batch.StoredRow(row);
        for (int column = 0; column < _schema.Columns.Count; column++)
        {
            _builder.Column(column + KeyColumns).AddFrom(batch.Values(column), stored);
        }

        _builder.EndRow();
        _bytes += batch.SizeOf(row) + (KeyColumns * sizeof(long));
        if (_builder.RowCount == RowsPerBatch || _bytes >= BytesPerBatch)
        {
            WriteBatch();
        }
    }

    /// <summary>Ends writing.</summary>
    public void Complete()
    {
        if (_builder.RowCount > 0)
        {
            WriteBatch();
        }

        _writer.WriteEnd();
        _writer.Dispose();
    }

    /// <summary>All rows, in order, a batch in memory at a time.</summary>
    public IEnumerable<(SortKey Key, PointBatch Batch, int Row)> Read()
    {
        _file.Position = 0;
        using var reader = new ArrowStreamReader(_file, CollectedMemory.Allocator, leaveOpen: true);
        while (reader.ReadNextRecordBatch() is { } arrow)
        {
            PointBatch withKeys = ArrowColumns.Read(arrow, _withKeys);
            PointBatch rows = withKeys.WithoutFirstColumns(KeyColumns, _schema);
            var times = (WordValues)withKeys.Values(0);
            var series = (WordValues)withKeys.Values(1);
            var sequences = (WordValues)withKeys.Values(2);
            for (int row = 0; row < rows.RowCount; row++)
            {
                long? time = times.IsNull(row) ? null : times.Int64(row);
                yield return (new SortKey(time, (int)series.Int64(row), sequences.Int64(row)), rows, row);
            }
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private void WriteBatch()
    {
        using RecordBatch batch = ArrowWriter.Batch(_builder.Build(), _arrow);
        _writer.WriteRecordBatch(batch);
        _builder = new PointBatchBuilder(_withKeys, RowsPerBatch);
        _bytes = 0;
    }
}
