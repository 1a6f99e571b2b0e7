using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>
/// Brings the lines of a file to a writer, block by block. A block that has columns nobody knows goes alone, in one request, the lines that differ from most of
/// it last: so one wrong line anywhere neither decides a column's type nor refuses good lines, and lanes do not race for it.
/// </summary>
/// <param name="writer">Gets the lines.</param>
/// <param name="target">What the target has; null does not look.</param>
/// <param name="options">The size of a block.</param>
/// <param name="acceptPartial">Leave to the server what does not fit the target.</param>
/// <param name="file">What events name as the lines' source.</param>
internal sealed class LineBlocks(PointWriter writer, TargetColumns? target, WriteOptions options, bool acceptPartial, string file) : IDisposable
{
    private const string ConflictAdvice
        = "Correct the file, give that column or the measurement another name in it, or use -AcceptPartial to store the other lines.";

    private readonly LineBuffer _text = new(64 * 1024);
    private readonly LineBuffer _rewritten = new(1024);
    private List<Waiting> _lines = [];
    private readonly Dictionary<string, LineTable> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newTables = new(StringComparer.Ordinal);
    private LineTable? _lastTable;
    private byte[] _lastName = [];
    private int _added;
    private (long LineNumber, string Reason)? _conflict;

    /// <summary>Adds a good line, and sends what is full.</summary>
    /// <exception cref="InfluxException">A request failed for good, or the line does not fit the target.</exception>
    public async ValueTask AddAsync(LineFile line)
    {
        LineTable? table = TableOf(line.Line.Measurement);
        string? conflict = null;
        LineFit fit = table is null ? LineFit.IsNew : table.Check(line.Line, out conflict);
        _lines.Add(new Waiting(_text.Count, line.Text.Length, line.SeriesLength, line.Nanoseconds, line.LineNumber, fit));
        _text.Write(line.Text);
        if (_lines.Count >= options.BatchSize || _text.Count >= options.BatchBytes)
        {
            await FlushAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Hands on the lines that wait.</summary>
    /// <exception cref="InfluxException">A request failed for good, or a line does not fit the target.</exception>
    public async Task FlushAsync()
    {
        bool isNew = _lines.Exists(static line => line.Fit == LineFit.IsNew);
        if (isNew)
        {
            await LearnAsync().ConfigureAwait(false);
        }

        if (!acceptPartial)
        {
            RequireFit();
        }

        if (isNew)
        {
            await writer.FlushAsync().ConfigureAwait(false);
        }

        _lines = isNew ? [.. _lines.OrderBy(static line => line.Fit == LineFit.Conflicts)] : _lines;
        for (_added = 0; _added < _lines.Count;)
        {
            if (Add(_lines[_added++], isNew))
            {
                await writer.SendFullAsync().ConfigureAwait(false);
            }
        }

        if (isNew)
        {
            await writer.FlushAsync().ConfigureAwait(false);
        }

        _lines.Clear();
        _added = 0;
        _text.Truncate(0);
    }

    /// <summary>Keeps with the rejected lines what still waits.</summary>
    public void Dispose()
    {
        string reason = _conflict is null ? Unsent.CommandEnded
            : string.Create(CultureInfo.InvariantCulture, $"not sent because line {_conflict.Value.LineNumber} does not fit the target");
        options.RejectedLines?.Add(_lines.Skip(_added).Select(line
            => (Encoding.UTF8.GetString(TextOf(line)), line.LineNumber == _conflict?.LineNumber ? _conflict.Value.Reason : reason)));
        _lines.Clear();
        _text.Dispose();
        _rewritten.Dispose();
    }

    private async Task LearnAsync()
    {
        if (target is not null && _newTables.Count > 0)
        {
            await target.LookUpAsync(_newTables).ConfigureAwait(false);
        }

        foreach (string name in _newTables)
        {
            _tables.Add(name, new LineTable(name, target?.Find(name) ?? new Dictionary<string, TargetColumn>()));
        }

        _newTables.Clear();
        Span<Waiting> lines = CollectionsMarshal.AsSpan(_lines);
        foreach (Waiting line in lines)
        {
            if (line.Fit == LineFit.IsNew)
            {
                LineProtocolLine parsed = Parse(line);
                TableOf(parsed.Measurement)!.Vote(parsed);
            }
        }

        foreach (LineTable table in _tables.Values)
        {
            table.Decide();
        }

        foreach (ref Waiting line in lines)
        {
            if (line.Fit == LineFit.IsNew)
            {
                LineProtocolLine parsed = Parse(line);
                LineTable table = TableOf(parsed.Measurement)!;
                LineFit fit = table.Check(parsed, out _);
                line = line with { Fit = fit == LineFit.Converts && Rewrite(line, parsed, table) is not null ? LineFit.Conflicts : fit };
            }
        }
    }

    // Before anything of the block is sent.
    private void RequireFit()
    {
        foreach (Waiting line in _lines)
        {
            if (line.Fit is LineFit.Fits or LineFit.IsNew)
            {
                continue;
            }

            LineProtocolLine parsed = Parse(line);
            LineTable table = TableOf(parsed.Measurement)!;
            string? column = table.Check(parsed, out string? conflict) == LineFit.Conflicts ? conflict : Rewrite(line, parsed, table);
            if (column is not null && target is not null && target.Find(table.Name).TryGetValue(column, out TargetColumn stored))
            {
                throw Conflict(line, parsed, table, column, stored);
            }
        }
    }

    private InfluxException Conflict(Waiting line, LineProtocolLine parsed, LineTable table, string column, TargetColumn stored)
    {
        PointType type = PointType.Null;
        foreach (LineProtocolField field in parsed.Fields)
        {
            type = field.Key.ToString() == column ? LineTable.TypeOf(field.Type) : type;
        }

        string conflict = FittedField.Describe(column, type, null, stored, table.Name);
        _conflict = (line.LineNumber, conflict);
        string confirmed = writer.Report.Requests == 0 ? "" : $" {CountText.Of(writer.Report.PointsWritten, "point")}{options.OfSource} had been confirmed.";
        return new InfluxException(InfluxErrorId.SchemaConflict, $"'{file}', line {line.LineNumber}: {conflict} {ConflictAdvice}{confirmed}")
        {
            Target = $"{file}:{line.LineNumber}",
        };
    }

    private bool Add(Waiting line, bool isNew)
    {
        ReadOnlySpan<byte> text = TextOf(line);
        if (line.Fit == LineFit.Converts)
        {
            LineProtocolLine parsed = Parse(line);
            text = Rewrite(line, parsed, TableOf(parsed.Measurement)!) is null ? _rewritten.Written : text;
        }

        return writer.AddLine(text, line.SeriesLength, line.Time, new LineSource(file, (int)line.LineNumber), isNew);
    }

    private string? Rewrite(Waiting line, LineProtocolLine parsed, LineTable table)
    {
        _rewritten.Truncate(0);
        return LineRewriter.Write(TextOf(line)[..line.SeriesLength], parsed, table, _rewritten);
    }

    private ReadOnlySpan<byte> TextOf(Waiting line) => _text.Written.Slice(line.Start, line.Length);

    private LineProtocolLine Parse(Waiting line)
    {
        byte[] text = TextOf(line).ToArray();
        var reader = new LineProtocolReader(text, 0, text.Length);
        return reader.Read() && reader.Error is null ? reader.Line : throw new InvalidOperationException("A line that was good is not good any more.");
    }

    // Null for a table that is to be asked about.
    private LineTable? TableOf(LineProtocolText measurement)
    {
        if (_lastTable is not null && measurement.Utf8.SequenceEqual(_lastName))
        {
            return _lastTable;
        }

        string name = measurement.ToString();
        if (!_tables.TryGetValue(name, out LineTable? table))
        {
            _newTables.Add(name);
            return null;
        }

        (_lastTable, _lastName) = (table, measurement.Utf8.ToArray());
        return table;
    }

    private readonly record struct Waiting(int Start, int Length, int SeriesLength, long Time, long LineNumber, LineFit Fit);
}
