using System.Globalization;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

internal enum Fill
{
    None,
    Null,
    Previous,
    Linear,
}

/// <summary>A query of aggregates, as text and as it is computed plainly.</summary>
internal sealed record Query(
    Window Window, bool ByTag, Fill Fill, string Filter, Func<Row, bool> Passes, long From, long To, IReadOnlyList<Aggregate> Aggregates)
{
    private bool IsFilled => Fill != Fill.None;

    public string Sql(string table)
    {
        List<string> keys = Window.Sql is null ? [] : [Window.Expression(IsFilled) + " AS w"];
        keys.AddRange(ByTag ? ["tag"] : []);
        IEnumerable<string> items = Aggregates.Select((aggregate, i) => $"{Filled(aggregate)} AS a{i.ToString(CultureInfo.InvariantCulture)}");
        string group = keys.Count == 0 ? "" : " GROUP BY " + string.Join(", ", Enumerable.Range(1, keys.Count));
        string range = string.Create(CultureInfo.InvariantCulture, $"time >= to_timestamp_nanos({From}) AND time < to_timestamp_nanos({To})");
        return $"SELECT {string.Join(", ", keys.Concat(items))} FROM {table} WHERE {range}{Filter}{group}";
    }

    public string InfluxQl(string table)
    {
        string items = string.Join(", ", Aggregates.Select((aggregate, i) => $"{aggregate.InfluxQl} AS a{i.ToString(CultureInfo.InvariantCulture)}"));
        string tag = ByTag ? ", \"tag\"" : "";
        string fill = Fill == Fill.Null ? "null" : "none";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {items} FROM {table} WHERE time >= {From} AND time < {To} GROUP BY time({Window.Width}ns){tag} fill({fill})");
    }

    /// <summary>Two calls that differ by a cast alone do not go together, whatever their aliases.</summary>
    public bool HasNameTwice => Aggregates.GroupBy(aggregate => aggregate.Name).Any(group => group.DistinctBy(aggregate => aggregate.Call).Count() > 1);

    /// <summary>A filled count leaves no null: a window before the first row, or behind the last where a line is drawn, fails the query.</summary>
    public bool LeavesCountNull(IReadOnlyList<Row> rows) => Fill is Fill.Previous or Fill.Linear && Aggregates.Any(aggregate => aggregate.IsCount)
        && Series(rows).Any(series => Window.Start(series.Rows[0].Time) > Window.Start(From));

    /// <summary>The rows of the answer in no order: keys, then values.</summary>
    public IEnumerable<object?[]> Truth(IReadOnlyList<Row> rows)
    {
        if (Window.Sql is null && !ByTag)
        {
            Row[] all = [.. rows.Where(Inside)];
            return [[.. Aggregates.Select(aggregate => aggregate.Truth(all))]];
        }

        return Series(rows).SelectMany(series => IsFilled ? FilledWindows(series) : Windows(series));
    }

    /// <summary>The fill that an aggregate gets: a line needs numbers, and nothing else than the last value suits the rest.</summary>
    private Fill FillOf(Aggregate aggregate) => Fill == Fill.Linear && !aggregate.IsLinear ? Fill.Previous : Fill;

    private string Filled(Aggregate aggregate) => FillOf(aggregate) switch
    {
        Fill.Previous => $"locf({aggregate.Call}){aggregate.Access}",
        Fill.Linear => $"interpolate({aggregate.Call}){aggregate.Access}",
        _ => aggregate.Call + aggregate.Access,
    };

    private bool Inside(Row row) => row.Time >= From && row.Time < To && Passes(row);

    private IEnumerable<(string? Tag, Row[] Rows)> Series(IReadOnlyList<Row> rows) =>
        rows.Where(Inside).GroupBy(row => ByTag ? row.Tag : null).Select(group => (group.Key, group.ToArray()));

    private IEnumerable<object?[]> Windows((string? Tag, Row[] Rows) series) => series.Rows
        .GroupBy(row => Window.Start(row.Time))
        .Select(group => Answer(group.Key, series.Tag, [.. Aggregates.Select(aggregate => aggregate.Truth([.. group]))]));

    private IEnumerable<object?[]> FilledWindows((string? Tag, Row[] Rows) series)
    {
        long[] starts = [.. Window.Between(From, To - 1)];
        ILookup<long, Row> rows = series.Rows.ToLookup(row => Window.Start(row.Time));
        object?[][] columns = [.. Aggregates.Select(aggregate => Column(aggregate, starts, rows))];
        return starts.Select((start, at) => Answer(start, series.Tag, [.. columns.Select(column => column[at])]));
    }

    private object?[] Column(Aggregate aggregate, long[] starts, ILookup<long, Row> rows)
    {
        bool zeros = aggregate.IsCount && Fill == Fill.Null;
        object?[] values = [.. starts.Select(start => rows.Contains(start) ? aggregate.Truth([.. rows[start]]) : zeros ? 0L : null)];
        return FillOf(aggregate) switch
        {
            Fill.Previous => Carried(values),
            Fill.Linear => Drawn(values, starts),
            _ => values,
        };
    }

    private static object?[] Carried(object?[] values)
    {
        object? last = null;
        return [.. values.Select(value => last = value ?? last)];
    }

    private static object?[] Drawn(object?[] values, long[] starts) => [.. values.Select((value, at) =>
    {
        int before = Array.FindLastIndex(values, at, known => known is not null);
        int after = Array.FindIndex(values, at, known => known is not null);
        if (value is not null || before < 0 || after < 0)
        {
            return value;
        }

        double slope = (Numbers.Float(values[after]!) - Numbers.Float(values[before]!)) / (starts[after] - starts[before]);
        double drawn = (slope * (starts[at] - starts[before])) + Numbers.Float(values[before]!);
        return values[before] switch
        {
            long => (object)(long)drawn,
            ulong => (ulong)drawn,
            _ => drawn,
        };
    })];

    private object?[] Answer(long start, string? tag, object?[] values)
    {
        List<object?> row = Window.Sql is null ? [] : [start];
        row.AddRange(ByTag ? [tag] : []);
        return [.. row, .. values];
    }
}
