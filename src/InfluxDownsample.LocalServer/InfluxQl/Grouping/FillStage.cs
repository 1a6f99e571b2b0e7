namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Adds the windows without data, for each series from the lower bound (or its first data) to the upper bound, and puts values
/// into them as fill() says. // wire reference 3.4
/// </summary>
internal static class FillStage
{
    /// <returns>The grouped rows with the same columns.</returns>
    /// <exception cref="QueryException">There would be too many windows.</exception>
    public static string Rows(SelectScope scope, GroupedRows stage)
    {
        if (scope.Buckets is { } buckets && scope.Fill != FillMode.None && !stage.HasIntegralsOnly)
        {
            return WithEveryWindow(scope, stage, buckets);
        }

        string numbers = string.Join(", ", stage.Columns.Select(column => $"{Filled(scope, column)} AS {column.Value.Sql}"));
        return scope.Fill == FillMode.Value && numbers.Length > 0 && !stage.HasIntegralsOnly ? $"SELECT * REPLACE ({numbers}) FROM ({stage.Sql})" : stage.Sql;
    }

    private static string WithEveryWindow(SelectScope scope, GroupedRows stage, TimeBuckets buckets)
    {
        TimeBounds range = scope.Select.ReadRange;
        long upper = range.Upper ?? long.MaxValue;
        if (range.Lower is { } lower)
        {
            FilledGaps.RefuseTooMany(lower, upper, buckets.Duration);
        }

        string first = range.Lower is { } bound ? Literals.Sql(buckets.Start(bound)) : OpenStart(upper, buckets.Duration);
        return FilledGaps.Sql(
            stage.Sql, [.. stage.Keys.Tags.Select(tag => tag.Value.Sql)], "time", buckets.Starts(first, Literals.Sql(buckets.Start(upper))),
            stage.Columns.Select(column => (column.Value.Sql, Filled(scope, column))), fromFirst: range.Lower is null);
    }

    /// <summary>The first window of any series, where only the data says when that is.</summary>
    private static string OpenStart(long upper, long duration) =>
        $"(SELECT CASE WHEN ({Literals.Sql(upper)}::HUGEINT - min(time)) // {Literals.Sql(duration)} > {Literals.Sql(FilledGaps.MaxBuckets)} "
        + $"THEN {ExecutionErrors.Raise(FilledGaps.TooManyBuckets)} ELSE min(time) END FROM rows)";

    /// <summary>The value of a window, also where no row lies in it.</summary>
    private static string Filled(SelectScope scope, GroupedRows.Column column)
    {
        (string name, OutputType type) = column.Value;
        string filled = scope.Fill switch
        {
            FillMode.Null when column.IsCount => $"COALESCE({name}, 0)",
            FillMode.Value => $"COALESCE({name}, {scope.FillNumber(type).Sql})",
            FillMode.Previous => FilledGaps.Previous(name),
            FillMode.Linear when type.IsNumeric => FilledGaps.Line(name, "time", type),
            FillMode.Linear => "CASE WHEN time IS NOT NULL THEN "
                + ExecutionErrors.Raise($"External error: Execution error: unsupported data type {type} for interpolation gap filling") + " END",
            _ => name,
        };
        return column.IsCount && scope.Fill is FillMode.Previous or FillMode.Linear
            ? FilledGaps.NeverNull(filled, ExpressionText.Engine(column.Call!, scope.Input.Qualifier), "External error: ")
            : filled;
    }
}
