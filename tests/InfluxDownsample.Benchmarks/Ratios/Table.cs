using System.Globalization;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>Prints one line per ratio, <c>name value</c>; how far the rounds lay apart goes to the error stream, out of the way of scripts.</summary>
internal static class Table
{
    public static void Print(string name, double[] rounds)
    {
        Print(name, Rounds.Median(rounds));
        Note(string.Create(CultureInfo.InvariantCulture, $"{name}: {rounds.Length} rounds, {rounds.Min():0.00} to {rounds.Max():0.00}"));
    }

    public static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00}"));

    public static void Note(string text) => Console.Error.WriteLine("# " + text);

    /// <summary>Says what the ratios are made of.</summary>
    public static void NoteRate(string name, int rows, Times times) => Note(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {rows / Rounds.Median(times.Seconds) / 1e6:0.00} M rows/s, {Rounds.Median(times.Seconds) * 1e9 / rows:0} ns a row, {Rounds.Median(times.Processor) * 1e9 / rows:0} ns of processor time"));
}
