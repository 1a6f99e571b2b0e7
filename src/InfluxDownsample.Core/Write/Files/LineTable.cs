using System.Text;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>
/// The columns of one table as lines of a file may have them: what the target has, and for new ones what most lines of their first block say.
/// </summary>
internal sealed class LineTable
{
    private readonly List<Column> _columns = [];
    private readonly Dictionary<string, Column> _byName = new(StringComparer.Ordinal);
    private int _next;

    /// <param name="name">The measurement.</param>
    /// <param name="target">What the target has.</param>
    public LineTable(string name, IReadOnlyDictionary<string, TargetColumn> target)
    {
        Name = name;
        foreach ((string column, TargetColumn stored) in target)
        {
            Add(column).Decided = stored;
        }
    }

    public string Name { get; }

    /// <summary>Compares a line with the columns.</summary>
    /// <param name="line">A line of this table.</param>
    /// <param name="conflict">The first column in conflict, or null.</param>
    public LineFit Check(LineProtocolLine line, out string? conflict)
    {
        LineFit fit = LineFit.Fits;
        conflict = null;
        foreach (LineProtocolTag tag in line.Tags)
        {
            Take(Find(tag.Key), new TargetColumn(PointType.String, IsTag: true), ref fit, ref conflict);
        }

        foreach (LineProtocolField field in line.Fields)
        {
            Take(Find(field.Key), new TargetColumn(TypeOf(field.Type), IsTag: false), ref fit, ref conflict);
        }

        return fit;
    }

    /// <summary>Counts what a line says of columns that are not decided yet.</summary>
    public void Vote(LineProtocolLine line)
    {
        foreach (LineProtocolTag tag in line.Tags)
        {
            Find(tag.Key).Vote(new TargetColumn(PointType.String, IsTag: true));
        }

        foreach (LineProtocolField field in line.Fields)
        {
            Find(field.Key).Vote(new TargetColumn(TypeOf(field.Type), IsTag: false));
        }
    }

    /// <summary>Decides the columns by what most lines said.</summary>
    public void Decide() => _columns.ForEach(static column => column.Decide());

    /// <summary>What a column is; null while it is not decided.</summary>
    public TargetColumn? Find(string name) => _byName.TryGetValue(name, out Column? column) ? column.Decided : null;

    /// <summary>The type that a line gives a field.</summary>
    public static PointType TypeOf(LineProtocolFieldType type) => type switch
    {
        LineProtocolFieldType.Float => PointType.Float,
        LineProtocolFieldType.Integer => PointType.Integer,
        LineProtocolFieldType.Unsigned => PointType.Unsigned,
        LineProtocolFieldType.Boolean => PointType.Boolean,
        _ => PointType.String,
    };

    private static void Take(Column column, TargetColumn said, ref LineFit fit, ref string? conflict)
    {
        LineFit one = column.Decided is not { } decided ? LineFit.IsNew
            : decided == said || decided.Type == PointType.Other ? LineFit.Fits
            : !said.IsTag && FittedField.Fits(said.Type, decided) ? LineFit.Converts
            : LineFit.Conflicts;
        conflict ??= one == LineFit.Conflicts ? column.Name : null;
        fit = one > fit ? one : fit;
    }

    // Lines of one table mostly have the same columns in the same order.
    private Column Find(LineProtocolText name)
    {
        ReadOnlySpan<byte> key = name.Utf8;
        _next = _next == _columns.Count ? 0 : _next;
        if (_next < _columns.Count && key.SequenceEqual(_columns[_next].Key))
        {
            return _columns[_next++];
        }

        for (int place = 0; place < _columns.Count && _columns.Count <= 32; place++)
        {
            if (key.SequenceEqual(_columns[place].Key))
            {
                _next = place + 1;
                return _columns[place];
            }
        }

        string text = name.ToString();
        if (!_byName.TryGetValue(text, out Column? column))
        {
            column = Add(text);
        }

        _next = column.Place + 1;
        return column;
    }

    private Column Add(string name)
    {
        var column = new Column(name, Encoding.UTF8.GetBytes(name), _columns.Count);
        _columns.Add(column);
        _byName.Add(name, column);
        return column;
    }

    private sealed class Column(string name, byte[] key, int place)
    {
        private readonly List<(TargetColumn Said, int Lines)> _votes = [];

        public string Name => name;

        public byte[] Key => key;

        public int Place => place;

        public TargetColumn? Decided { get; set; }

        public void Vote(TargetColumn said)
        {
            if (Decided is not null)
            {
                return;
            }

            int known = _votes.FindIndex(vote => vote.Said == said);
            if (known < 0)
            {
                _votes.Add((said, 1));
            }
            else
            {
                _votes[known] = (said, _votes[known].Lines + 1);
            }
        }

        // Where two are equally many, the first one's.
        public void Decide() => Decided ??= _votes.Count == 0 ? null : _votes.MaxBy(static vote => vote.Lines).Said;
    }
}
