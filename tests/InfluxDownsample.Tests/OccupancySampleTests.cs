using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>The sample that QuickStart loads is the published data, digit for digit.</summary>
public class OccupancySampleTests
{
    [Fact]
    public void Every_line_of_the_sample_holds_the_digits_of_its_row()
    {
        string sample = Path.Combine(Checkout.Root, "module", "examples", "occupancy", "occupancy.lp.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(sample), CompressionMode.Decompress));

        int lines = 0;
        foreach (Dictionary<string, string> row in OccupancyCsv.Rows())
        {
            long seconds = (long)(OccupancyCsv.TimeOf(row) - DateTime.UnixEpoch).TotalSeconds;
            string expected = string.Create(CultureInfo.InvariantCulture,
                $"occupancy,room=office temperature={row["temperature"]},humidity={row["humidity"]},light={row["light"]},co2={row["co2"]},"
                + $"humidity_ratio={row["humidity_ratio"]},occupied={row["occupied"]}i {seconds}000000000");
            Assert.Equal(expected, reader.ReadLine());
            lines++;
        }

        Assert.Equal(20_560, lines);
        Assert.Null(reader.ReadLine());
    }
}
