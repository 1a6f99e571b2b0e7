using InfluxDownsample.Core.Catalog;
using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Builds the query that aggregates a measurement over windows: a pure function of its options. Names are quoted, values travel beside the text;
/// what a language can't say is an error.
/// <code>
/// sql      = SELECT window AS time, tag, …, aggregate AS name, … FROM table [ WHERE condition AND … ] GROUP BY 1, … ORDER BY 1, …
/// influxql = SELECT aggregate AS name, … FROM table [ WHERE condition AND … ] GROUP BY time(every, offset), tag, … fill(…) [ tz(zone) ]
/// </code>
/// </summary>
public static class DownsampleQueryBuilder
{
    /// <summary>Builds the query.</summary>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.InvalidParameter"/>: a value or combination that can't be right, or that the language lacks;
    /// <see cref="InfluxErrorId.ColumnNotFound"/>: an unknown field, tag or filter;
    /// <see cref="InfluxErrorId.TierInvalid"/>: not to be had from an earlier tier.
    /// </exception>
    public static DownsampleQuery Build(DownsampleQueryOptions options)
    {
        Check(options, options.Start, options.Stop, options.Fill, options.Language);
        DownsampleColumn time = new("time", PointType.Timestamp, ColumnRole.Time);
        IReadOnlyList<DownsampleColumn> tags = SelectTags(options);
        IReadOnlyList<DownsampleColumn> fields = AggregateSelection.Select(options);
        CheckNames([time, .. tags, .. fields], options.NameTemplate);
        FilterConditions filters = new(options.Source, options.Filters, options.Language);
        (DownsampleColumn Column, string Expression)[] selected = [.. Expressions(options, fields), .. Counts(options, [time, .. tags, .. fields])];
        string text = options.Language == QueryLanguage.Sql ? Sql(options, tags, selected, filters) : InfluxQl(options, tags, selected, filters);
        InfluxQuery query = new()
        {
            Text = text,
            Language = options.Language,
            Parameters = filters.Parameters,
            Tags = [.. tags.Select(tag => tag.Name)],
            Measurement = options.Source.Name,
        };
        return new DownsampleQuery(query, [time, .. tags, .. selected.Select(field => field.Column)]);
    }

    /// <summary>
    /// Builds the query that counts the rows of each window, over all series: it is cheap, and tells whether the rows are still those that were read. SQL only.
    /// </summary>
    /// <param name="options">What is counted.</param>
    /// <param name="name">The name of the counts.</param>
    /// <param name="files">Adds rows with counts of files: minus one less the count; null adds none.</param>
    internal static InfluxQuery BuildCount(DownsampleQueryOptions options, string name, FilesQuery? files)
    {
        FilterConditions filters = new(options.Source, options.Filters, options.Language);
        IEnumerable<string> conditions = Bounds(options, SqlText.Time).Concat(filters.Conditions);
        string counts = SqlText.Name(name);
        // Its time is one of the range's, and of the same type as theirs on every server.
        string counted = files?.Union(count => $"{SqlText.Function(options.Start ?? 0)} AS time, -1 - ({count}) AS {counts}") ?? "";
        return new InfluxQuery
        {
            Text = $"SELECT {SqlWindow.Start(options)} AS time, count(*) AS {counts}\nFROM {SqlText.Name(options.Source.Name)}{Where(conditions)}\nGROUP BY 1"
                + $"{counted}\nORDER BY 1{(options.NewestFirst ? " DESC" : "")}",
            Parameters = files is null ? filters.Parameters : files.With(filters.Parameters),
            Measurement = options.Source.Name,
        };
    }

    private static IEnumerable<(DownsampleColumn Column, string Expression)> Expressions(DownsampleQueryOptions options, IReadOnlyList<DownsampleColumn> fields)
    {
        var fill = new SqlFill(options.Fill);
        return fields.Select(field => (field, options.Language == QueryLanguage.Sql
            ? SqlAggregates.Expression(options, field, fill)
            : InfluxQlAggregates.Expression(field, options.Fill)));
    }

    private static string Sql(
        DownsampleQueryOptions options,
        IReadOnlyList<DownsampleColumn> tags,
        IReadOnlyList<(DownsampleColumn Column, string Expression)> fields,
        FilterConditions filters)
    {
        string window = SqlWindow.Start(options);
        IEnumerable<string> columns = tags.Select(tag => SqlText.Name(tag.Name))
            .Concat(fields.Select(field => $"{field.Expression} AS {SqlText.Name(field.Column.Name)}"));
        IEnumerable<string> conditions = Bounds(options, SqlText.Time).Concat(filters.Conditions);
        // By position: GROUP BY time would mean the column, not the window (wire reference 3.1).
        string keys = string.Join(", ", Enumerable.Range(1, tags.Count + 1).Select(position => position.ToString(CultureInfo.InvariantCulture)));
        string order = options.NewestFirst ? "1 DESC" + keys[1..] : keys;
        string rows = SqlMode.From(options.Source, fields.Select(field => field.Column), window, tags, Where(conditions));
        return $"SELECT {window} AS time, {string.Join(", ", columns)}\nFROM {rows}\nGROUP BY {keys}\nORDER BY {order}";
    }

    private static string InfluxQl(
        DownsampleQueryOptions options,
        IReadOnlyList<DownsampleColumn> tags,
        IReadOnlyList<(DownsampleColumn Column, string Expression)> fields,
        FilterConditions filters)
    {
        InfluxQlAggregates.CheckFill(fields.Select(field => field.Column), options.Fill);
        InfluxDuration every = options.Every;
        WindowZone zone = new(options.TimeZone);
        long length = every.ShortestNanoseconds;
        long offset = (long)((((zone.Origin(every, options.Origin) ?? 0) % (Int128)length) + length) % length);
        string window = offset == 0 ? $"time({Interval(every)})" : $"time({Interval(every)}, {Interval(InfluxDuration.FromNanoseconds(offset))})";
        IEnumerable<string> columns = fields.Select(field => $"{field.Expression} AS {InfluxQlText.Name(field.Column.Name)}");
        IEnumerable<string> conditions = Bounds(options, InfluxQlText.Time).Concat(filters.Conditions);
        string keys = string.Join(", ", tags.Select(tag => InfluxQlText.Name(tag.Name)).Prepend(window));
        string fill = options.Fill.ToString().ToLowerInvariant();
        return $"SELECT {string.Join(", ", columns)}\nFROM {InfluxQlText.Name(options.Source.Name)}{Where(conditions)}\nGROUP BY {keys} fill({fill})"
            + (zone.IsUtc ? "" : $" tz({InfluxQlText.Literal(zone.Name)})");
    }

    // InfluxQL's units are those of durations, but for microseconds (wire reference 3.4).
    private static string Interval(InfluxDuration duration) => duration.ToString().Replace("us", "u", StringComparison.Ordinal);

    private static IEnumerable<string> Bounds(DownsampleQueryOptions options, Func<long, string> literal)
    {
        if (options.Start is { } start)
        {
            yield return $"time >= {literal(start)}";
        }

        if (options.Stop is { } stop)
        {
            yield return $"time < {literal(stop)}";
        }
    }

    private static string Where(IEnumerable<string> conditions) => conditions.Any() ? "\nWHERE " + string.Join(" AND ", conditions) : "";

    private static List<DownsampleColumn> SelectTags(DownsampleQueryOptions options)
    {
        IEnumerable<string> names = options.Tags ?? options.Source.Tags;
        return [.. names.Distinct(StringComparer.Ordinal).Select(name => options.Source.HasTag(name)
            ? new DownsampleColumn(name, PointType.String, ColumnRole.Tag)
            : throw ColumnErrors.NoTag(options.Source, name))];
    }

    // What a run goes by beside its results.
    private static IEnumerable<(DownsampleColumn Column, string Expression)> Counts(DownsampleQueryOptions options, IReadOnlyList<DownsampleColumn> others)
    {
        if (options.MinimumSamples <= 1 && !options.CountRows)
        {
            yield break;
        }

        if (options.Language != QueryLanguage.Sql || options.Fill != WindowFill.None)
        {
            throw Invalid("Rows can be counted in SQL without -Fill only.", options.Language);
        }

        HashSet<string> taken = new(others.Select(column => column.Name), StringComparer.Ordinal);
        foreach (string samples in options.MinimumSamples > 1 ? SqlAggregates.SampleCounts(options, others.Where(column => column.Source is not null)) : [])
        {
            yield return (Count("sample_count", taken) with { IsSampleCount = true }, samples);
        }

        if (options.CountRows)
        {
            yield return (Count("row_count", taken) with { IsRowCount = true }, "count(*)");
        }
    }

    private static DownsampleColumn Count(string name, HashSet<string> taken)
    {
        while (!taken.Add(name))
        {
            name += "_";
        }

        return new DownsampleColumn(name, PointType.Integer, ColumnRole.Field);
    }

    /// <summary>Refuses what can't be right whatever the measurement holds. <see cref="Build"/> does so as well.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public static void Check(WindowAggregation aggregation, long? start, long? stop, WindowFill fill, QueryLanguage language)
    {
        InfluxDuration every = aggregation.Every;
        if (every.IsZero)
        {
            throw Invalid("-Every must be longer than zero.", every.ToString());
        }

        if (every.Months != 0 && language == QueryLanguage.InfluxQL)
        {
            throw WindowZone.NoMonths(every, "in InfluxQL");
        }

        if (start >= stop)
        {
            throw Invalid($"-Start {TimeText.Format(start!.Value)} is not before -Stop {TimeText.Format(stop!.Value)}.", TimeText.Format(start.Value));
        }

        if (fill != WindowFill.None && (start is null || stop is null))
        {
            // SQL refuses it, and InfluxQL would begin with the first row there is (wire reference 3.3, 3.4).
            throw Invalid("-Fill needs -Start and -Stop: they say which windows there are.", fill);
        }

        if (language == QueryLanguage.InfluxQL && fill is WindowFill.Previous or WindowFill.Linear
            && aggregation.Aggregates?.Any(rule => rule.Functions.Any(function => function.Kind == AggregateKind.Count)) == true)
        {
            // Refused as soon as a series begins with an empty window (wire reference 3.4).
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"InfluxQL cannot fill counts with {fill}.")
            {
                Target = fill,
                Advice = "Use SQL, or another -Fill.",
            };
        }
    }

    private static void CheckNames(IReadOnlyList<DownsampleColumn> columns, string? template)
    {
        if (columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            (DownsampleColumn first, DownsampleColumn second) = (twice.First(), twice.ElementAt(1));
            throw new InfluxException(
                InfluxErrorId.InvalidParameter, $"Two columns of the result would be called '{twice.Key}': {Describe(first)} and {Describe(second)}.")
            {
                Target = template is null ? twice.Key : nameof(WindowAggregation.NameTemplate),
                Advice = template is null ? "Leave one of them out with -Field, -Tag or -Aggregate." : AdviseTemplate(template, first, second),
            };
        }

        if (columns.FirstOrDefault(column => column.Name.Length == 0) is not null)
        {
            throw Invalid("A column of the result would have no name.", "");
        }
    }

    private static string Describe(DownsampleColumn column) => column.Role switch
    {
        ColumnRole.Time => "the time of the window",
        ColumnRole.Tag => $"the tag '{column.Name}'",
        _ => $"the {column.Function} of '{column.Source!.Name}'",
    };

    // What the template lacks that would tell the two apart.
    private static string AdviseTemplate(string template, DownsampleColumn first, DownsampleColumn second)
    {
        string part = first.Source?.Name == second.Source?.Name ? "{function}" : "{field}";
        return first.Source is null ? "Let -NameTemplate give fields other names, such as '{field}_{function}'."
            : template.Contains(part, StringComparison.Ordinal) ? "Choose another -NameTemplate, or leave one of them out with -Field or -Aggregate."
            : $"Let -NameTemplate hold {part}, as '{{field}}_{{function}}' does.";
    }

    private static InfluxException Invalid(string message, object target) => new(InfluxErrorId.InvalidParameter, message) { Target = target };
}
