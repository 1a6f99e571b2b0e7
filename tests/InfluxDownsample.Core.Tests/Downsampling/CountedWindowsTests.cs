using CsCheck;
using InfluxDownsample.Core.Downsampling;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class CountedWindowsTests
{
    private const long Hour = 3_600_000_000_000;
    private const long Day = 24 * Hour;

    // Stretches in a row, some of them with a gap before, and their rows.
    private static readonly Gen<(Window Span, long Rows)[]> s_chunks = Gen.Select(Gen.Long[1, 2 * Day], Gen.OneOf(0L, 0L, 0L, Hour), Gen.Long[0, 1000]).Array[0, 30].Select(pieces =>
    {
        List<(Window Span, long Rows)> chunks = [];
        long end = -10 * Day;
        foreach ((long length, long gap, long rows) in pieces)
        {
            chunks.Add((new Window(end + gap, end + gap + length), rows));
            end += gap + length;
        }

        return chunks.ToArray();
    });

    [Fact]
    public void The_newest_three_days_are_counted_and_one_chunk_always()
        => s_chunks.Sample(chunks =>
        {
            WindowSet windows = CountedWindows.Newest(chunks).Windows;

            Assert.Equal(chunks.Length == 0, windows.Count == 0);
            Assert.InRange(windows.Count, 0, 4);
            long length = windows.Sum(span => span.End - span.Start);
            Assert.True(length <= 3 * Day);
            // What is left out would have been too much.
            (Window Span, long Rows)[] left = [.. chunks.Where(chunk => !windows.Holds(chunk.Span))];
            Assert.True(left.Length == 0 || windows.Count == 4 || length + left[^1].Span.End - left[^1].Span.Start > 3 * Day);
            Assert.All(left, chunk => Assert.True(chunk.Span.End <= windows.Start));
        });

    [Fact]
    public void A_single_chunk_counts_however_long_it_is()
        => Assert.Equal(WindowSet.Of(0, 31 * Day), CountedWindows.Newest([(new Window(-Day, 0), 1), (new Window(0, 31 * Day), 5)]).Windows);

    [Fact]
    public void The_text_tells_all()
        => s_chunks.Sample(chunks =>
        {
            CountedWindows counted = CountedWindows.Newest(chunks);

            Assert.Equal(counted.ToText(), CountedWindows.Parse(counted.ToText()).ToText());
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1:2")]
    [InlineData("1:2=x")]
    [InlineData("1=2")]
    public void What_is_no_such_text_counts_nothing(string? text) => Assert.Equal(WindowSet.Empty, CountedWindows.Parse(text).Windows);

    [Fact]
    public void Only_stretches_with_other_rows_have_changed()
    {
        CountedWindows counted = CountedWindows.Newest([(new Window(0, Day), 24), (new Window(Day, 2 * Day), 24)]);
        Dictionary<long, long> rows = Enumerable.Range(0, 48).ToDictionary(hour => hour * Hour, _ => 1L);
        Assert.Empty(counted.FindChanged(rows));

        rows[30 * Hour] = 2;
        Assert.Equal(WindowSet.Of(Day, 2 * Day), counted.FindChanged(rows));
        rows.Remove(3 * Hour);
        Assert.Equal(WindowSet.Of(0, 2 * Day), counted.FindChanged(rows));
    }

    [Fact]
    public void Short_chunks_in_a_row_are_counted_as_one()
    {
        CountedWindows counted = CountedWindows.Newest(Enumerable.Range(0, 3600).Select(second => (new Window(second * (Hour / 3600), (second + 1) * (Hour / 3600)), 2L)));

        Assert.Equal($"0:{Hour}=7200", counted.ToText());
    }
}
