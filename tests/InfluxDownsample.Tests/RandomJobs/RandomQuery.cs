namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>A downsampling query in one of the languages, the raw rows it finds, and what it should make of them.</summary>
internal sealed class RandomQuery
{
    // Windows that both of a server's languages know.
    private static readonly Every[] s_fixed = [.. Every.All.Where(every => every.Months == 0)];

    private readonly bool _isInfluxQl;
    private readonly string _fill;

    private RandomQuery(Random random)
    {
        _isInfluxQl = random.Next(3) == 0;
        _fill = RawRow.Pick(random, ["None", "None", "Null", "Previous", "Linear"]);
        Selection = Selection.Draw(random, _fill == "None" && !_isInfluxQl ? Every.All : random.Next(12) == 0 ? Every.All : s_fixed);
        // Servers are not known to begin windows where the clock leaves their start out, and tear windows whose edge it shows twice.
        bool isSkipped = Selection.Every.IsSkipped(Selection.Clock, Selection.Origin, Selection.Start, Selection.Stop)
            || Selection.Every.IsTorn(Selection.Clock, Selection.Origin, Selection.Start, Selection.Stop);
        Selection = Selection with { Zone = isSkipped ? null : Selection.Zone };
        // InfluxQL adds integers up in 64 bits, and numbers on a line are floats in between.
        bool isHuge = !_isInfluxQl && _fill != "Linear" && random.Next(3) == 0;
        // InfluxQL leaves out a row without any of the fields.
        Rows = RawRow.Draw(random, Selection, isWhole: _isInfluxQl, isHuge);
        Parameters = Selection.Parameters + (_isInfluxQl ? " -Language InfluxQL" : "") + (_fill == "None" ? "" : $" -Fill {_fill}");
        Error = IsRefused() ? "InvalidParameter" : null;
        Calculate();
    }

    /// <summary>What is selected.</summary>
    public Selection Selection { get; }

    /// <summary>The raw rows.</summary>
    public IReadOnlyList<RawRow> Rows { get; }

    /// <summary>The parameters in PowerShell.</summary>
    public string Parameters { get; }

    /// <summary>The error it ends with; null for none.</summary>
    public string? Error { get; }

    /// <summary>The rows of the answer, by time and series.</summary>
    public Dictionary<(long Time, string Series), IReadOnlyDictionary<string, Expected>> Points { get; } = [];

    /// <summary>Draws one.</summary>
    public static RandomQuery Draw(Random random) => new(random);

    private IEnumerable<string> AllFunctions => Selection.Columns.SelectMany(column => column.Functions);

    private bool IsRefused()
    {
        bool isCarried = _fill is "Previous" or "Linear";
        return Selection.IsUnfit || (Selection.Every.Months > 0 && (_isInfluxQl || _fill != "None"))
            || (_isInfluxQl && Selection.Where.Contains("$null", StringComparison.Ordinal))
            || (_isInfluxQl && isCarried && AllFunctions.Contains("count"))
            || (_isInfluxQl && _fill == "Linear" && Selection.Columns.Any(column => column.Field is 's' or 'b'))
            || (!_isInfluxQl && _fill != "None" && AllFunctions.Contains("mode"));
    }

    private void Calculate()
    {
        (long Start, long End, string Series, RawRow[] Rows)[] groups = [.. Selection.Groups(Rows, Selection.Start, Selection.Stop)];
        if (_fill == "None")
        {
            foreach ((long start, _, string series, RawRow[] rows) in groups)
            {
                // Also where none has a value, such as the deviation of one row: InfluxQL's fill(none) leaves such a window in as well.
                Points[(start, series)] = Columns()
                    .ToDictionary(column => column.Name, column => Function.Of(column.Function, column.Field, rows, _isInfluxQl));
            }

            return;
        }

        List<long> edges = Selection.Every.Edges(Selection.Clock, Selection.Origin, Selection.Start, Selection.Stop - 100);
        long[] starts = [.. edges.Take(edges.Count - 1)];
        foreach (IGrouping<string, (long Start, long End, string Series, RawRow[] Rows)> series in groups.GroupBy(group => group.Series))
        {
            Dictionary<long, RawRow[]> rows = series.ToDictionary(group => group.Start, group => group.Rows);
            Dictionary<string, Expected[]> columns = Columns()
                .ToDictionary(column => column.Name, column => Filled(column.Field, column.Function, starts, rows));
            for (int index = 0; index < starts.Length; index++)
            {
                Points[(starts[index], series.Key)] = columns.ToDictionary(column => column.Key, column => column.Value[index]);
            }
        }
    }

    private IEnumerable<(string Name, char Field, string Function)> Columns()
        => Selection.Columns.SelectMany(column => column.Functions.Select(function
            => (Selection.NameOf(column.Field, function, column.Functions.Length), column.Field, function)));

    private Expected[] Filled(char field, string function, long[] starts, Dictionary<long, RawRow[]> rows)
    {
        // In SQL a spread is the difference of two values, each of which is filled.
        if (function == "spread" && _fill == "Linear")
        {
            return [.. Filled(field, "max", starts, rows).Zip(Filled(field, "min", starts, rows), Minus)];
        }

        Expected[] values = [.. starts.Select(start => rows.TryGetValue(start, out RawRow[]? group) ? Function.Of(function, field, group, _isInfluxQl)
            : function == "count" && _fill == "Null" ? new Expected([0m]) : Expected.Nothing)];
        return _fill switch
        {
            "Previous" => Carried(values),
            "Linear" when function == "count" => Drawn(values, starts, isFloat: false),
            "Linear" when field is not ('s' or 'b') => Drawn(values, starts, isFloat: field == 'f' || (function == "sum" && !_isInfluxQl)),
            _ => values,
        };
    }

    private static Expected Minus(Expected most, Expected least) => (most.First, least.First) switch
    {
        (null, _) or (_, null) => Expected.Nothing,
        (decimal a, decimal b) => new([a - b]),
        var (a, b) => new([(double)a - (double)b], most.Tolerance + least.Tolerance),
    };

    private static Expected[] Carried(Expected[] values)
    {
        Expected last = Expected.Nothing;
        return [.. values.Select(value => last = value.First is null ? last : value)];
    }

    private static Expected[] Drawn(Expected[] values, long[] starts, bool isFloat) => [.. values.Select((value, at) =>
    {
        int before = Array.FindLastIndex(values, at, known => known.First is not null);
        int after = Array.FindIndex(values, at, known => known.First is not null);
        if (value.First is not null || before < 0 || after < 0)
        {
            return isFloat && value.First is decimal whole ? new Expected([(double)whole]) : value;
        }

        object?[] choices =
        [
            .. values[before].Choices.SelectMany(low => values[after].Choices.Select(high =>
            {
                double slope = (Function.Float(high!) - Function.Float(low!)) / (starts[after] - starts[before]);
                double drawn = (slope * (starts[at] - starts[before])) + Function.Float(low!);
                return low is decimal && !isFloat ? (object)(decimal)Math.Truncate(drawn) : drawn;
            })),
        ];
        return new Expected(choices, values[before].Tolerance + values[after].Tolerance + 1e-9);
    })];
}
