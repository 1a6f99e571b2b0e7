namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>An ordinary C# object with the columns of W1: the cheapest thing a cmdlet can hand on row by row.</summary>
public sealed class PlainRow
{
    public DateTime Time { get; set; }

    public string Room { get; set; } = "";

    public double Temp { get; set; }

    public double Hum { get; set; }

    public long Co { get; set; }
}
