using System.Globalization;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>A job, the raw rows it finds, and what it should make of them.</summary>
internal sealed class RandomJob
{
    private readonly Selection _selection;
    private readonly long _end;
    private readonly int _minimum;
    private readonly char? _float;
    private readonly bool _stampsEnd;

    private RandomJob(Random random, Selection selection, IReadOnlyList<RawRow> rows)
    {
        _selection = selection;
        Rows = rows;
        _minimum = random.Next(4) == 0 ? random.Next(2, 4) : 1;
        _stampsEnd = random.Next(5) == 0;
        _float = random.Next(4) == 0 ? selection.Columns.Select(column => (char?)column.Field).FirstOrDefault(field => field is 'i' or 'u') : null;
        bool hasChunks = random.Next(4) == 0;
        long delay = random.Next(3) * 15;
        long now = selection.Stop + (random.Next(-48, 48) * 15 * RawRow.Minute);
        _end = Math.Min(selection.Stop, now - (delay * RawRow.Minute));
        Parameters = selection.Parameters + $" -Now {Selection.Time(now)}"
            + (delay > 0 ? string.Create(CultureInfo.InvariantCulture, $" -Delay {delay}m") : "")
            + (_minimum > 1 ? string.Create(CultureInfo.InvariantCulture, $" -MinimumSamples {_minimum}") : "")
            + (_stampsEnd ? " -Stamp End" : "") + (random.Next(4) == 0 ? " -NewestFirst" : "") + (random.Next(4) == 0 ? " -Verify" : "")
            + (hasChunks ? " -ChunkSize 6h" : "") + (_float is { } field ? $" -FieldType @{{ {field} = 'float' }}" : "");
        Calculate();
        // A window is computed with one query.
        Error = selection.IsUnfit || (hasChunks && selection.Every is not { Months: 0, Minutes: <= 360 }) ? "InvalidParameter" : Error;
    }

    /// <summary>The raw rows.</summary>
    public IReadOnlyList<RawRow> Rows { get; }

    /// <summary>The parameters in PowerShell.</summary>
    public string Parameters { get; }

    /// <summary>The error it ends with; null for none.</summary>
    public string? Error { get; private set; }

    /// <summary>The points in the target, by time and series.</summary>
    public Dictionary<(long Time, string Series), IReadOnlyDictionary<string, Expected>> Points { get; } = [];

    /// <summary>The numbers of its result.</summary>
    public Dictionary<string, long> Counts { get; } = [];

    /// <summary>Windows that have a point.</summary>
    public long Windows { get; private set; }

    /// <summary>Draws one.</summary>
    public static RandomJob Draw(Random random, Selection selection, IReadOnlyList<RawRow> rows) => new(random, selection, rows);

    private void Calculate()
    {
        List<long> edges = _end > _selection.Start ? _selection.Every.Edges(_selection.Clock, _selection.Origin, _selection.Start, _end) : [];
        long[] whole = [.. edges.Where((edge, index) => edge >= _selection.Start && index + 1 < edges.Count && edges[index + 1] <= _end)];
        (long Start, long End, string Series, RawRow[] Rows)[] groups = whole.Length == 0 ? []
            : [.. _selection.Groups(Rows, whole[0], edges[edges.IndexOf(whole[^1]) + 1])];
        HashSet<long> thick = [];
        foreach ((long start, long end, string series, RawRow[] rows) in groups.Where(group => group.Rows.Length >= _minimum))
        {
            thick.Add(start);
            Dictionary<string, Expected> values = [];
            foreach ((char field, string[] functions) in _selection.Columns)
            {
                foreach (string function in functions)
                {
                    string name = Selection.NameOf(field, function, functions.Length);
                    values[name] = Stored(field, function, Function.Of(function, field, rows, isInfluxQl: false));
                }
            }

            if (values.Values.Any(value => value.First is not null))
            {
                Points[(_stampsEnd ? end : start, AllSeries(rows[0]))] = values;
            }
        }

        Windows = Points.Keys.Select(key => key.Time).Distinct().Count();
        Counts["WindowsPlanned"] = whole.Length;
        Counts["WindowsWritten"] = Windows;
        Counts["PointsWritten"] = Points.Count;
        Counts["RowsRead"] = groups.Length;
        Counts["WindowsThin"] = _minimum > 1 ? groups.Select(group => group.Start).Where(start => !thick.Contains(start)).Distinct().Count() : 0;
        Counts["WindowsEmpty"] = whole.Length - Windows - Counts["WindowsThin"];
    }

    // Tags that are not among the series' are not in the target.
    private string AllSeries(RawRow row) => string.Join('|', Selection.AllTags.Select(tag => _selection.SeriesTags.Contains(tag) ? row.Tag(tag) ?? "" : ""));

    // As the target holds it: as a float where one was asked for, else a whole number that has to fit.
    private Expected Stored(char field, string function, Expected value)
    {
        if (value.First is not decimal)
        {
            return value;
        }

        if (field == _float)
        {
            return new([.. value.Choices.Select(choice => (object?)(double)(decimal)choice!)], 1e-15 * Math.Abs((double)(decimal)value.First));
        }

        bool isUnsigned = field == 'u' && function != "count";
        decimal number = (decimal)value.First;
        if (isUnsigned ? number is < 0 or > ulong.MaxValue : number is < long.MinValue or > long.MaxValue)
        {
            Error = "Overflow";
            return Expected.Nothing;
        }

        return new([.. value.Choices.Select(choice => isUnsigned ? (object?)(ulong)(decimal)choice! : (long)(decimal)choice!)]);
    }
}
