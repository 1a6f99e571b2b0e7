using System.Diagnostics;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>
/// Times variants of one thing in turns (A B C A B C …), so that whatever else the machine does meets all of them; what counts is the median of
/// the rounds' ratios.
/// </summary>
internal static class Rounds
{
    /// <param name="rounds">How many turns count; one more goes before them to warm up.</param>
    /// <param name="variants">What to time.</param>
    /// <returns>The times of each variant, by round.</returns>
    public static Times[] Time(int rounds, params Action[] variants) => Time(1, rounds, variants);

    /// <param name="warmUp">How many turns go before those that count.</param>
    /// <param name="rounds">How many turns count.</param>
    /// <param name="variants">What to time.</param>
    /// <returns>The times of each variant, by round.</returns>
    public static Times[] Time(int warmUp, int rounds, params Action[] variants)
    {
        Times[] times = [.. variants.Select(_ => new Times(new double[rounds], new double[rounds]))];
        using var self = Process.GetCurrentProcess();
        for (int round = -warmUp; round < rounds; round++)
        {
            for (int variant = 0; variant < variants.Length; variant++)
            {
                // The garbage of one variant is not to be paid for by the next.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                self.Refresh();
                TimeSpan processor = self.TotalProcessorTime;
                long start = Stopwatch.GetTimestamp();
                variants[variant]();
                TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
                self.Refresh();
                if (round >= 0)
                {
                    times[variant].Seconds[round] = elapsed.TotalSeconds;
                    times[variant].Processor[round] = (self.TotalProcessorTime - processor).TotalSeconds;
                }
            }
        }

        return times;
    }

    public static double[] Divide(Times numerator, Times denominator) => Divide(numerator.Seconds, denominator.Seconds);

    public static double[] DivideProcessor(Times numerator, Times denominator) => Divide(numerator.Processor, denominator.Processor);

    private static double[] Divide(double[] numerator, double[] denominator) => [.. numerator.Zip(denominator, static (left, right) => left / right)];

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
