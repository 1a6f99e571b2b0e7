namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Adds the windows without data, for each series from the lower bound (or its first data) to the upper bound, and puts values
/// into them as fill() says. // wire reference 3.4
/// </summary>
internal static class FillStage
{
    /// <remarks><paramref name="grouped"/>: The grouped rows of <paramref name="stage"/>.</remarks>
    /// <returns>Rows with the same columns.</returns>
    /// <exception cref="QueryException">There would be too many windows.</exception>
    public static string Rows(SelectScope scope, GroupedRows stage, string grouped)
    {
        if (scope.Buckets is not null && scope.Fill != FillMode.None && !stage.HasIntegralsOnly)
        {
            return WithEveryWindow(scope, stage, grouped);
        }

        IEnumerable<string> numbers = scope.Fill == FillMode.Value && !stage.HasIntegralsOnly
            ? stage.Columns.Select(value => $"{Filled(scope, value)} AS {value.Name}")
            : [];
        return numbers.Any() ? $"SELECT * REPLACE ({string.Join(", ", numbers)}) FROM ({grouped})" : grouped;
    }

    private static string WithEveryWindow(SelectScope scope, GroupedRows stage, string grouped)
    {
        TimeBuckets buckets = scope.Buckets!;
        TimeBounds range = scope.ReadRange;
        long upper = range.Upper ?? long.MaxValue;
        if (range.Lower is { } lower)
        {
            FilledGaps.RefuseTooMany(lower, upper, buckets.Duration);
        }

        string first = range.Lower is { } bound ? Literals.Sql(buckets.Start(bound)) : OpenStart(upper, buckets.Duration);
        return FilledGaps.Sql(
            grouped, [.. stage.Keys.Tags.Select(tag => tag.Value.Sql)], "time", buckets.Starts(first, Literals.Sql(buckets.Start(upper))),
            stage.Columns.Select(value => (value.Name, Filled(scope, value))), fromFirst: range.Lower is null);
    }

    /// <summary>The first window of any series, where only the data says when that is.</summary>
    private static string OpenStart(long upper, long duration) =>
        $"(SELECT CASE WHEN ({Literals.Sql(upper)}::HUGEINT - min(time)) // {Literals.Sql(duration)} > {Literals.Sql(FilledGaps.MaxBuckets)} "
        + $"THEN {ExecutionErrors.Raise(FilledGaps.TooManyBuckets)} ELSE min(time) END FROM rows)";

    /// <summary>The value of a window, also where no row lies in it.</summary>
    private static string Filled(SelectScope scope, AggregateColumn value) => scope.Fill switch
    {
        FillMode.Null when value.IsCount => $"COALESCE({value.Name}, 0)",
        FillMode.Value => $"COALESCE({value.Name}, {scope.FillNumber(value.Type).Sql})",
        FillMode.Previous => NeverNull(value, FilledGaps.Previous(value.Name)),
        FillMode.Linear when value.Type.IsNumeric => NeverNull(value, FilledGaps.Line(value.Name, "time", value.Type)),
        FillMode.Linear => "CASE WHEN time IS NOT NULL THEN "
            + ExecutionErrors.Raise($"External error: Execution error: unsupported data type {value.Type} for interpolation gap filling") + " END",
        _ => value.Name,
    };

    private static string NeverNull(AggregateColumn value, string filled) =>
        value.IsCount ? FilledGaps.NeverNull(filled, value.EngineName, "External error: ") : filled;
}
