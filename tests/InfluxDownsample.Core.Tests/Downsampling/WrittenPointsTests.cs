using CsCheck;
using InfluxDownsample.Core.Downsampling;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

/// <summary>Against a dictionary of windows, each with its points.</summary>
public class WrittenPointsTests
{
    private const long Length = 600;

    private static readonly Gen<(int Window, int Points)[]> s_adds = Gen.Select(Gen.Int[-20, 20], Gen.Int[1, 3]).Array[0, 40];

    private static readonly Gen<Window> s_span = Gen.Select(Gen.Long[-15_000, 15_000], Gen.Long[1, 20_000]).Select((start, length) => new Window(start, start + length));

    [Fact]
    public void A_span_has_the_points_of_the_windows_that_lie_whole_in_it()
        => Gen.Select(s_adds, s_span).Sample((adds, span) => Assert.Equal(Count(Model(adds), span), Written(adds).AtLeast(span)));

    [Fact]
    public void What_was_said_of_a_window_first_stays()
    {
        WrittenPoints written = Written((1, 2), (1, 5));

        Assert.Equal(2, written.AtLeast(new Window(0, 10 * Length)));
    }

    [Fact]
    public void The_text_tells_all_and_anything_else_tells_of_no_window()
    {
        Gen.Select(s_adds, s_span).Sample((adds, span) => Assert.Equal(Written(adds).AtLeast(span), WrittenPoints.Parse(Written(adds).ToText()).AtLeast(span)));
        Assert.Equal("600:2400/600=2 3000:3600/600=2 3600:4200/600=1", Written((2, 2), (1, 2), (3, 2), (5, 2), (6, 1)).ToText());
        Assert.Null(Written().ToText());
        foreach (string text in new[] { "", " ", "x", "1:2", "1:2/0=1", "1:2/1=x", "a:b/1=1", "1:2/1=1=1 3" })
        {
            Assert.Null(WrittenPoints.Parse(text).ToText());
        }
    }

    [Fact]
    public void A_run_adds_what_is_confirmed_to_what_earlier_ones_said_of_other_windows()
        => Gen.Select(s_adds, s_adds, Gen.Int[-20, 20].Array[0, 20], s_span).Sample((earlier, adds, done, span) =>
        {
            Dictionary<int, int> expected = Model(earlier).Where(window => !done.Contains(window.Key)).Concat(Model(adds).Where(window => done.Contains(window.Key))).ToDictionary();
            WindowSet confirmed = WindowSet.Of(done.Select(window => new Window(window * Length, (window + 1) * Length)));

            Assert.Equal(Count(expected, span), Written(adds).Within(confirmed, Written(earlier)).AtLeast(span));
        });

    [Fact]
    public void The_newest_pieces_stay() => Assert.Equal("3000:3600/600=2", Written((1, 1), (5, 2)).Newest(1).ToText());

    private static Dictionary<int, int> Model((int Window, int Points)[] adds) => adds.DistinctBy(add => add.Window).ToDictionary();

    private static WrittenPoints Written(params (int Window, int Points)[] adds)
    {
        WrittenPoints written = new();
        foreach ((int window, int points) in adds)
        {
            written.Add(new Window(window * Length, (window + 1) * Length), points);
        }

        return written;
    }

    private static long Count(Dictionary<int, int> windows, Window span)
        => windows.Where(window => window.Key * Length >= span.Start && (window.Key + 1) * Length <= span.End).Sum(window => (long)window.Value);
}
