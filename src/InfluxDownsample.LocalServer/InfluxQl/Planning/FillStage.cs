using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.InfluxQl.Time;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>
/// Adds the windows without data, for each series from the lower bound (or its first data) to the upper bound, and puts values
/// into them as fill() says. // wire reference 3.4
/// </summary>
internal static class FillStage
{
    // one query that asks for more windows than this is a slip of the pen
    private const long MaxWindows = 20_000_000;

    private static readonly string s_tooMany = $"Resources exhausted: the query asks for more than {MaxWindows} windows per series";

    /// <remarks><paramref name="grouped"/>: The grouped rows of <paramref name="stage"/>.</remarks>
    /// <returns>Rows with the same columns.</returns>
    /// <exception cref="QueryException">There would be too many windows.</exception>
    public static string Rows(SelectScope scope, AggregateStage stage, string grouped)
    {
        IReadOnlyList<AggregateColumn> values = stage.Columns;
        bool hasWindows = scope.Buckets is not null && scope.Fill != FillMode.None && !stage.HasIntegralsOnly;
        string rows = hasWindows ? WithEveryWindow(scope, stage, grouped, values) : grouped;
        return scope.Fill switch
        {
            FillMode.Null when hasWindows => Replace(rows, values, value => value.IsCount ? $"COALESCE({value.Name}, 0)" : null),
            FillMode.Value when !stage.HasIntegralsOnly => Replace(rows, values, value => $"COALESCE({value.Name}, {scope.FillNumber(value.Type).Sql})"),
            FillMode.Previous when hasWindows => Replace(rows, values, value => NeverNull(value, $"last_value({value.Name} IGNORE NULLS) OVER past"), stage),
            FillMode.Linear when hasWindows => Replace(rows, values, value => NeverNull(value, Interpolated(value)), stage),
            _ => rows,
        };
    }

    private static string WithEveryWindow(SelectScope scope, AggregateStage stage, string grouped, IReadOnlyList<AggregateColumn> values)
    {
        TimeBuckets buckets = scope.Buckets!;
        TimeBounds range = scope.ReadRange;
        long upper = range.Upper ?? long.MaxValue;
        if (range.Lower is { } lower && ((Int128)upper - lower) / buckets.Duration > MaxWindows)
        {
            throw new QueryException(QueryErrorKind.ResourcesExhausted, s_tooMany);
        }

        string first = range.Lower is { } bound ? Literals.Sql(buckets.Start(bound)) : OpenStart(upper, buckets.Duration);
        string firstOfSeries = range.Lower is null ? "min(time)" : first;
        string tags = string.Concat(stage.Keys.Tags.Select(tag => tag.Value.Sql + ", "));
        string groupBy = stage.Keys.Tags.Count == 0 ? " HAVING count(*) > 0" : " GROUP BY " + string.Join(", ", stage.Keys.Tags.Select(tag => tag.Value.Sql));
        string columns = string.Concat(stage.Keys.Tags.Select(tag => $", grid.{tag.Value.Sql}"))
            + string.Concat(values.Select(value => $", grouped.{value.Name}"));
        return $"WITH grouped AS MATERIALIZED ({grouped}), "
            + $"series AS (SELECT {tags}{firstOfSeries} AS first FROM grouped{groupBy}), "
            + $"starts AS ({buckets.Starts(first, Literals.Sql(buckets.Start(upper)))}), "
            + "grid AS (SELECT series.*, starts.start AS time FROM series, starts WHERE starts.start >= series.first) "
            + $"SELECT grid.time{columns} FROM grid LEFT JOIN grouped ON {stage.Keys.Match("grid", "grouped")}";
    }

    /// <summary>The first window of any series, where only the data says when that is.</summary>
    private static string OpenStart(long upper, long duration) =>
        $"(SELECT CASE WHEN ({Literals.Sql(upper)}::HUGEINT - min(time)) // {Literals.Sql(duration)} > {Literals.Sql(MaxWindows)} "
        + $"THEN error({Literals.Sql(ExecutionErrors.Mark + s_tooMany)}) ELSE min(time) END FROM grouped)";

    private static string Replace(string rows, IReadOnlyList<AggregateColumn> values,
        Func<AggregateColumn, string?> replacement, AggregateStage? windowsOf = null)
    {
        string[] replaced = [.. values.Select(value => replacement(value) is { } sql ? $"{sql} AS {value.Name}" : null).OfType<string>()];
        if (replaced.Length == 0)
        {
            return rows;
        }

        string windows = "";
        if (windowsOf is not null)
        {
            string series = windowsOf.Keys.PartitionByTags + "ORDER BY time ROWS BETWEEN";
            windows = $" WINDOW past AS ({series} UNBOUNDED PRECEDING AND CURRENT ROW), future AS ({series} CURRENT ROW AND UNBOUNDED FOLLOWING)";
        }

        return $"SELECT * REPLACE ({string.Join(", ", replaced)}) FROM ({rows}){windows}";
    }

    /// <summary>A count is not null in the schema, so a window that stays empty ends the query. // wire reference 3.4</summary>
    private static string NeverNull(AggregateColumn value, string filled) => value.IsCount
        ? $"COALESCE({filled}, {Fault(NullText(value.EngineName))})"
        : filled;

    private static string NullText(string column)
        => $"build_output: Arrow error: Invalid argument error: Column '{column}' is declared as non-nullable but contains null values";

    private static string Fault(string text)
        => $"CASE WHEN time IS NOT NULL THEN error({Literals.Sql(ExecutionErrors.Mark + "External error: " + text)}) END";

    /// <summary>A point on the straight line between the known neighbours; nothing before the first or after the last.</summary>
    private static string Interpolated(AggregateColumn value)
    {
        (string column, OutputType type) = (value.Name, value.Type);
        if (!type.IsNumeric)
        {
            return Fault($"Execution error: unsupported data type {type} for interpolation gap filling");
        }

        return Interpolation.Sql(column, "time", type, "OVER past", "OVER future");
    }
}
