using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Tests.Forms;

/// <summary>Every kind of query that the one builder makes: functions over types, fills, windows, zones, filters, bounds, tiers, languages.</summary>
internal static class DownsampleQueries
{
    private const long Start = 1_767_225_600_000_000_000;
    private const long Hour = 3_600_000_000_000;

    private static readonly string[] s_functions =
        ["mean", "sum", "count", "min", "max", "first", "last", "median", "stddev", "spread", "mode", "p0", "p50", "p99.9", "p100", "rollup", "mean,sum,count,min,max,median,spread,stddev,p95,first,last"];

    private static readonly InfluxMeasurement s_raw = new()
    {
        Name = "home",
        Database = "db",
        Tags = ["floor", "room"],
        Fields = [new("b", PointType.Boolean), new("f", PointType.Float), new("i", PointType.Integer), new("s", PointType.String), new("u", PointType.Unsigned)],
    };

    private static readonly InfluxMeasurement s_tier = s_raw with
    {
        Name = "home_1h",
        Fields =
        [
            .. new[] { ("f", PointType.Float), ("i", PointType.Integer), ("u", PointType.Unsigned) }.SelectMany(field => new[] { "sum", "min", "max", "first", "last" }
                .Select(kept => new InfluxField($"{field.Item1}_{kept}", field.Item2)).Prepend(new InfluxField($"{field.Item1}_count", PointType.Integer))),
            new("s_count", PointType.Integer), new("s_last", PointType.String),
        ],
    };

    public static IReadOnlyList<(string What, InfluxQuery Query)> All { get; } = [.. Make()];

    /// <summary>What a name of these measurements stands for.</summary>
    public static string TypeOf(string name) => name switch
    {
        "floor" or "room" => "tag",
        "f" or "i" or "u" or "s" or "b" => name,
        _ when name.EndsWith("_times", StringComparison.Ordinal) => "x",
        _ when name.EndsWith("_count", StringComparison.Ordinal) => "i",
        _ when name.Length > 2 && name[1] == '_' && "fius".Contains(name[0], StringComparison.Ordinal) => name[..1],
        _ => "x",
    };

    private static IEnumerable<(string, InfluxQuery)> Make()
    {
        DownsampleQueryOptions plain = new() { Source = s_raw, Every = InfluxDuration.FromNanoseconds(Hour), Start = Start, Stop = Start + (48 * Hour) };
        DownsampleQueryOptions[] languages = [plain, plain with { Language = QueryLanguage.InfluxQL }];
        IEnumerable<DownsampleQueryOptions> calculated =
            from language in languages.Append(plain with { ExactPercentiles = true })
            from source in new[] { s_raw, s_tier }
            from fill in Enum.GetValues<WindowFill>()
            from function in s_functions
            where function[0] == 'p' || !language.ExactPercentiles
            from fields in new[] { null, "f", "i", "u", "s", "b" }
            select language with
            {
                Source = source,
                Fill = fill,
                Aggregates = [new AggregateRule(NamePattern.All, [.. function.Split(',').SelectMany(AggregateFunction.Parse)])],
                Fields = fields is null ? null : [NamePattern.Exactly(fields)],
            };
        IEnumerable<DownsampleQueryOptions> windows =
            from language in languages
            from every in new[] { "1ns", "1500ms", "90m", "1h", "1d", "1w", "2w", "1mo", "2mo", "1q", "1y" }
            from zone in new[] { null, "Europe/Berlin", "Asia/Kolkata" }
            from origin in new long?[] { null, Start + Hour, 1L << 62 }
            from fill in new[] { WindowFill.None, WindowFill.Null }
            // Two days of such windows would be very many.
            where fill == WindowFill.None || !every.EndsWith("ns", StringComparison.Ordinal)
            select language with { Every = InfluxDuration.Parse(every, "Every"), TimeZone = zone, Origin = origin, Fill = fill };
        IEnumerable<DownsampleQueryOptions> conditions =
            from language in languages
            from filter in new (string Column, object?[] Values)[]
            {
                ("room", ["Kitchen"]), ("room", ["Kitchen", "Attic", "Hall"]), ("floor", [null]), ("floor", [null, "1"]),
                ("f", [1.5]), ("i", [1L]), ("u", [1UL]), ("s", ["on"]), ("b", [true]), ("i", [1L, 2L]),
            }
            select language with { Filters = [new ColumnFilter(filter.Column, filter.Values)] };
        IEnumerable<DownsampleQueryOptions> others =
            from language in languages
            from change in new Func<DownsampleQueryOptions, DownsampleQueryOptions>[]
            {
                options => options with { Start = null, Stop = null }, options => options with { Stop = null }, options => options with { Start = null },
                options => options with { Start = long.MinValue }, options => options with { Start = long.MinValue, Stop = long.MinValue + 1_000_000 },
                options => options with { Tags = [] }, options => options with { Tags = ["room"] },
                options => options with { NewestFirst = true }, options => options with { MinimumSamples = 3 }, options => options with { MinimumSamples = 3, Source = s_tier },
                options => options with { Aggregates = null, NameTemplate = "a {function} \"of\" {field}" },
            }
            select change(language);
        foreach (DownsampleQueryOptions options in calculated.Concat(windows).Concat(conditions).Concat(others))
        {
            InfluxQuery? query = null;
            try
            {
                query = DownsampleQueryBuilder.Build(options).Query;
            }
            catch (InfluxException refused) when (refused.Id is InfluxErrorId.InvalidParameter or InfluxErrorId.TierInvalid or InfluxErrorId.ColumnNotFound)
            {
                // What cannot be asked for is not asked.
            }

            if (query is not null)
            {
                yield return ($"{options.Language} {options.Every} {options.Fill} {options.TimeZone}", query);
            }
        }
    }
}
