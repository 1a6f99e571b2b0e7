using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Reads which measurements a database has, with their tags and fields, from <c>information_schema</c> (wire reference 4.1).</summary>
public sealed class MeasurementCatalog
{
    // Rows that vanish while a snapshot is made are back within a few seconds; those that are written meanwhile would always add something.
    private const int MaxLooks = 3;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(2);

    private readonly QueryClient _query;

    internal MeasurementCatalog(QueryClient query) => _query = query;

    /// <summary>Reads the measurements of a database, ordered by name.</summary>
    /// <param name="database">The database.</param>
    /// <param name="names">Exact names to read; null reads all but deleted tables. Names that nothing has are left out.</param>
    /// <param name="timeout">The limit for the answer; null for none.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="InfluxQueryException">The server refused or failed.</exception>
    public async Task<IReadOnlyList<InfluxMeasurement>> ReadAsync(
        string database, IReadOnlyCollection<string>? names, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        IReadOnlyList<InfluxMeasurement> found = (await ReadAsync(ColumnsQuery(names), database, timeout, _query.Suggestions,
            cancellationToken).ConfigureAwait(false)).Found;
        return names is null ? [.. found.Where(measurement => !DeletedTable.Is(measurement.Name))] : found;
    }

    /// <summary>Reads named measurements, and in the same query how many files the database has of others (wire reference 4.2).</summary>
    /// <param name="database">The database.</param>
    /// <param name="names">Exact names to read.</param>
    /// <param name="files">What else is counted.</param>
    /// <param name="target">The table of which the last snapshot is asked for.</param>
    /// <param name="timeout">The limit for the answer; null for none.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The measurements, and the counts; null where the server does not show its files.</returns>
    internal async Task<(IReadOnlyList<InfluxMeasurement> Found, FileCounts? Files)> ReadWithFilesAsync(
        string database, IReadOnlyCollection<string> names, FilesQuery files, string target, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        InfluxQuery columns = ColumnsQuery(names);
        try
        {
            InfluxQuery both = columns with
            {
                Text = columns.Text + files.Union(static count => $"'' AS table_name, CAST({count} AS VARCHAR) AS column_name, '' AS data_type")
                    + "\nUNION ALL\nSELECT '' AS table_name, max(right(path, 18)) AS column_name, 'newest' AS data_type "
                    + "FROM system.parquet_files WHERE table_name = $target",
                Parameters = new Dictionary<string, object?>(files.With(columns.Parameters) ?? new Dictionary<string, object?>()) { ["target"] = target },
            };
            return await ReadAsync(both, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException exception) when (FilesQuery.IsHidden(exception))
        {
            return (await ReadAsync(database, names, timeout, cancellationToken).ConfigureAwait(false), null);
        }
    }

    private async Task<(IReadOnlyList<InfluxMeasurement> Found, FileCounts Files)> ReadAsync(
        InfluxQuery query, string database, TimeSpan? timeout, QuerySuggestions? suggestions, CancellationToken cancellationToken)
    {
        List<long> counts = [];
        long newest = 0;
        SortedDictionary<string, Columns> found = new(StringComparer.Ordinal);
        foreach (PointBatch batch in await _query.ReadAsync(query, database, timeout, suggestions, cancellationToken).ConfigureAwait(false))
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                string table = (string)batch.GetValue(row, 0)!;
                if (table.Length == 0)
                {
                    string? text = (string?)batch.GetValue(row, 1);
                    if (((string)batch.GetValue(row, 2)!).Length > 0)
                    {
                        newest = FileCounts.SnapshotOf(text) ?? 0;
                    }
                    else
                    {
                        counts.Add(long.Parse(text!, CultureInfo.InvariantCulture));
                    }

                    continue;
                }

                if (!found.TryGetValue(table, out Columns? columns))
                {
                    found.Add(table, columns = new Columns());
                }

                columns.Add((string)batch.GetValue(row, 1)!, (string)batch.GetValue(row, 2)!);
            }
        }

        return ([.. found.Select(table => table.Value.ToMeasurement(table.Key, database))], new FileCounts(counts, newest));
    }

    /// <summary>Reads one measurement.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.MeasurementNotFound"/>: there is none of that name; the message names near ones.</exception>
    public async Task<InfluxMeasurement> GetAsync(string database, string name, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        IReadOnlyList<InfluxMeasurement> found = await ReadAsync(database, [name], timeout, cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            return found[0];
        }

        IReadOnlyList<string> known = await ReadNamesAsync(database, timeout, cancellationToken).ConfigureAwait(false);
        throw NotFound(database, name, known);
    }

    /// <summary>Reads the names of the measurements of a database, in order. Deleted tables are left out.</summary>
    public Task<IReadOnlyList<string>> ReadNamesAsync(string database, TimeSpan? timeout, CancellationToken cancellationToken)
        => ReadNamesAsync(_query, database, timeout, _query.Suggestions, cancellationToken);

    internal static async Task<IReadOnlyList<string>> ReadNamesAsync(
        QueryClient client, string database, TimeSpan? timeout, QuerySuggestions? suggestions, CancellationToken cancellationToken)
    {
        var query = new InfluxQuery { Text = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox'" };
        List<string> names = [];
        foreach (PointBatch batch in await client.ReadAsync(query, database, timeout, suggestions, cancellationToken).ConfigureAwait(false))
        {
            names.AddRange(Enumerable.Range(0, batch.RowCount).Select(row => (string)batch.GetValue(row, 0)!).Where(name => !DeletedTable.Is(name)));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>
    /// Finds the first and last rows of measurements. One look may miss rows that a server is moving to files (wire reference 5.9), but what was seen is there:
    /// looks are added up until one adds nothing.
    /// </summary>
    /// <param name="measurements">The measurements.</param>
    /// <param name="now">The present, nanoseconds since 1970-01-01 UTC: rows shortly before it are looked for first.</param>
    /// <param name="timeout">The limit for each of the few queries; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The measurements with their ranges; without one where there is no row.</returns>
    public async Task<IReadOnlyList<InfluxMeasurement>> WithRangesAsync(
        IReadOnlyList<InfluxMeasurement> measurements, long now, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        InfluxMeasurement[] known = [.. measurements];
        for (int look = 0; look < MaxLooks && known.Length > 0; look++)
        {
            bool addsNothing = look > 0;
            if (look > 0)
            {
                await Task.Delay(s_betweenLooks, cancellationToken).ConfigureAwait(false);
            }

            for (int index = 0; index < known.Length; index++)
            {
                InfluxMeasurement before = known[index];
                InfluxMeasurement seen = await WithRangeAsync(before, now, timeout, cancellationToken).ConfigureAwait(false);
                known[index] = seen with
                {
                    FirstNanoseconds = Least(before.FirstNanoseconds, seen.FirstNanoseconds),
                    LastNanoseconds = -Least(-before.LastNanoseconds, -seen.LastNanoseconds),
                };
                addsNothing &= known[index].FirstNanoseconds == before.FirstNanoseconds && known[index].LastNanoseconds == before.LastNanoseconds;
            }

            if (addsNothing)
            {
                break;
            }
        }

        return known;
    }

    // Null: none was seen.
    private static long? Least(long? one, long? other) => one is null || other < one ? other : one;

    /// <summary>Finds the first and last row of a measurement, cheaply and under any limit of files, in one look.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="now">The present, nanoseconds since 1970-01-01 UTC: rows shortly before it are looked for first.</param>
    /// <param name="timeout">The limit for each of the few queries; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The measurement with its range; without one when it has no row.</returns>
    public async Task<InfluxMeasurement> WithRangeAsync(InfluxMeasurement measurement, long now, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        TimeRangeSearch search = new(_query, measurement.Database, measurement.Name, timeout, cancellationToken);
        (long First, long Last)? range = await search.FindAsync(now).ConfigureAwait(false);
        return measurement with { FirstNanoseconds = range?.First, LastNanoseconds = range?.Last };
    }

    /// <summary>The error that a measurement is not there.</summary>
    public static InfluxException NotFound(string database, string name, IEnumerable<string> known)
        => new(InfluxErrorId.MeasurementNotFound,
            $"Database '{database}' has no measurement '{name}'. {NearNames.Suggest(name, known, "Measurements")}".TrimEnd())
        {
            Target = name,
            Advice = "Names are case-sensitive. Get-InfluxMeasurement lists them.",
        };

    private static InfluxQuery ColumnsQuery(IReadOnlyCollection<string>? names)
    {
        Dictionary<string, object?> parameters = [];
        foreach (string name in names ?? [])
        {
            parameters.Add($"t{parameters.Count}", name);
        }

        string condition = names is null ? "" : parameters.Count == 0 ? " AND false"
            : $" AND ({string.Join(" OR ", parameters.Keys.Select(key => $"table_name = ${key}"))})";
        return new InfluxQuery
        {
            Text = $"SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'iox'{condition}",
            Parameters = parameters.Count > 0 ? parameters : null,
        };
    }

    private sealed class Columns
    {
        private readonly List<string> _tags = [];
        private readonly List<InfluxField> _fields = [];

        public void Add(string name, string type)
        {
            if (type.StartsWith("Dictionary(", StringComparison.Ordinal))
            {
                _tags.Add(name);
            }
            // 'Timestamp(ns)' since 3.10, 'Timestamp(Nanosecond, None)' before (wire reference 4.1).
            else if (name != "time" || !type.StartsWith("Timestamp(", StringComparison.Ordinal))
            {
                _fields.Add(new InfluxField(name, TypeOf(type)));
            }
        }

        public InfluxMeasurement ToMeasurement(string name, string database) => new()
        {
            Name = name,
            Database = database,
            Tags = [.. _tags.Order(StringComparer.Ordinal)],
            Fields = [.. _fields.OrderBy(field => field.Name, StringComparer.Ordinal)],
        };

        private static PointType TypeOf(string type) => type switch
        {
            "Int64" => PointType.Integer,
            "UInt64" => PointType.Unsigned,
            "Float64" => PointType.Float,
            "Utf8" or "LargeUtf8" or "Utf8View" => PointType.String,
            "Boolean" => PointType.Boolean,
            _ => PointType.Other,
        };
    }
}
