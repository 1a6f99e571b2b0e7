using System.Globalization;
using System.IO.Compression;

namespace InfluxDownsample.Tests;

/// <summary>The published occupancy data, and what a slow, plain calculation makes of it: no module, no server.</summary>
internal static class OccupancyCsv
{
    /// <summary>The columns whose hourly means the examples calculate.</summary>
    public static readonly string[] MeanColumns = ["temperature", "humidity", "co2"];

    private static readonly string s_path = Path.Combine(Checkout.Root, "tests", "data", "occupancy", "occupancy.csv.gz");

    /// <summary>The rows as published: column names to the digits that stand in the file.</summary>
    public static IEnumerable<Dictionary<string, string>> Rows()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(s_path), CompressionMode.Decompress));
        string[] names = reader.ReadLine()!.Split(',');
        while (reader.ReadLine() is { } line)
        {
            yield return names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }

    public static DateTime TimeOf(Dictionary<string, string> row) =>
        DateTime.Parse(row["time"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    /// <summary>The means of <see cref="MeanColumns"/>, by the hour in which they start.</summary>
    public static SortedDictionary<DateTime, double[]> HourlyMeans() => new(Rows()
        .GroupBy(row => TimeOf(row).Date.AddHours(TimeOf(row).Hour))
        .ToDictionary(
            hour => hour.Key,
            // decimal, so that the reference has no rounding of its own
            hour => MeanColumns.Select(column => (double)hour.Average(row => decimal.Parse(row[column], CultureInfo.InvariantCulture))).ToArray()));
}
