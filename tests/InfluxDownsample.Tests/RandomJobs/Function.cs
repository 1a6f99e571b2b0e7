using System.Globalization;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>Functions over the values of a group of rows, plainly computed. Integers are decimals here: these hold any sum of them.</summary>
internal static class Function
{
    public static readonly string[] Names =
        ["mean", "sum", "count", "min", "max", "first", "last", "median", "stddev", "spread", "mode", "p0", "p5", "p50", "p99.9", "p100", "rollup"];

    /// <summary>The functions that a list means for a field: numbers only suit numbers, and the last value stands in for them.</summary>
    public static string[] For(char field, IEnumerable<string> names)
    {
        IEnumerable<string> all = names.SelectMany(name => name == "rollup" ? ["count", "sum", "min", "max"] : new[] { name });
        return [.. all.Select(name => field is 's' or 'b' && NeedsNumbers(name) ? "last" : name).Distinct()];
    }

    /// <summary>Whether a list suits no field: none is a number, and not all it asks for can be had of others.</summary>
    public static bool SuitNone(IEnumerable<char> fields, IReadOnlyCollection<string> names)
        => fields.All(field => field is 's' or 'b') && names.Any(NeedsNumbers)
            && !names.Contains("rollup") && !new[] { "count", "sum", "min", "max" }.All(names.Contains);

    public static bool NeedsNumbers(string name) => name is not ("count" or "first" or "last" or "mode");

    /// <summary>What a function gives for rows.</summary>
    public static Expected Of(string name, char field, IReadOnlyList<RawRow> rows, bool isInfluxQl)
    {
        (long Time, object Value)[] values =
            [.. rows.Where(row => row.Value(field) is not null).Select(row => (row.Time, Whole(row.Value(field)!))).OrderBy(pair => pair.Time)];
        if (name == "count")
        {
            return new([(decimal)values.Length]);
        }

        return values.Length == 0 ? Expected.Nothing : name switch
        {
            "first" => new([.. values.Where(pair => pair.Time == values[0].Time).Select(pair => pair.Value)]),
            "last" => new([.. values.Where(pair => pair.Time == values[^1].Time).Select(pair => pair.Value)]),
            "mode" => Mode(values, isInfluxQl),
            _ => OfNumbers(name, [.. values.Select(pair => pair.Value).Order()], isInfluxQl),
        };
    }

    private static Expected Mode((long Time, object Value)[] values, bool isInfluxQl)
    {
        IGrouping<object, (long Time, object Value)>[] groups = [.. values.GroupBy(pair => pair.Value)];
        groups = [.. groups.Where(group => group.Count() == groups.Max(other => other.Count()))];
        // InfluxQL does not say which of several.
        long earliest = groups.Min(group => group.Min(pair => pair.Time));
        return new([.. groups.Where(group => isInfluxQl || group.Any(pair => pair.Time == earliest)).Select(group => group.Key)]);
    }

    private static Expected OfNumbers(string name, object[] sorted, bool isInfluxQl)
    {
        double[] floats = [.. sorted.Select(Float)];
        double tolerance = 1e-9 * Math.Max(1, floats.Max(Math.Abs));
        double mean = floats.Average();
        return name switch
        {
            "min" => new([sorted[0]]),
            "max" => new([sorted[^1]]),
            "spread" => new([Difference(sorted[^1], sorted[0])], tolerance),
            "sum" => new([sorted[0] is decimal ? sorted.Sum(value => (decimal)value) : floats.Sum()], tolerance * floats.Length),
            "mean" => new([mean], tolerance),
            "median" => new([(floats[(floats.Length - 1) / 2] / 2) + (floats[floats.Length / 2] / 2)], tolerance),
            "stddev" when floats.Length == 1 => Expected.Nothing,
            "stddev" => new([Math.Sqrt(floats.Sum(value => (value - mean) * (value - mean)) / (floats.Length - 1))], tolerance),
            _ => Percentile(double.Parse(name[1..], CultureInfo.InvariantCulture) / 100, floats, isInfluxQl, tolerance),
        };
    }

    private static Expected Percentile(double part, double[] sorted, bool isInfluxQl, double tolerance)
    {
        if (isInfluxQl)
        {
            // The value at that rank; the command takes the least for the lowest.
            int rank = (int)Math.Floor((sorted.Length * part) + 0.5) - 1;
            return part == 0 ? new([sorted[0]]) : rank < 0 ? Expected.Nothing : new([sorted[rank]]);
        }

        double index = part * (sorted.Length - 1);
        (double low, double high) = (sorted[(int)Math.Floor(index)], sorted[(int)Math.Ceiling(index)]);
        // Servers cut the part between two values to a millionth.
        return new([low + ((high - low) * (index - Math.Floor(index)))], tolerance + (1e-6 * (high - low)));
    }

    private static object Difference(object high, object low) => high is decimal most ? most - (decimal)low : (object)((double)high - (double)low);

    private static object Whole(object value) => value is long or ulong ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : value;

    public static double Float(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
