using CsCheck;
using InfluxDownsample.Core.Downsampling;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class WindowSetTests
{
    // Small numbers, so that spans meet, touch and hold each other; the sets are compared number by number.
    private static readonly Gen<WindowSet> s_sets = Gen.Select(Gen.Long[0, 30], Gen.Long[0, 8], (start, length) => new Window(start, start + length)).Array[0, 8].Select(WindowSet.Of);

    [Fact]
    public void Sets_are_what_their_members_are()
        => Gen.Select(s_sets, s_sets).Sample((left, right) =>
        {
            Assert.Equal(Members(left).Union(Members(right)).Order(), Members(left.Union(right)));
            Assert.Equal(Members(left).Intersect(Members(right)).Order(), Members(left.Intersect(right)));
            Assert.Equal(Members(left).Except(Members(right)).Order(), Members(left.Except(right)));
            Assert.Equal(Members(left).Where(member => member is >= 5 and < 20), Members(left.Within(5, 20)));
        });

    [Fact]
    public void Spans_neither_overlap_nor_touch()
        => Gen.Select(s_sets, s_sets).Sample((left, right) => Assert.All(left.Union(right).Zip(left.Union(right).Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start)));

    [Fact]
    public void What_is_written_is_read() => s_sets.Sample(set => Assert.Equal(set, WindowSet.Parse(set.ToString())));

    [Theory]
    [InlineData("1:2 3")]
    [InlineData("a:b")]
    [InlineData("1:2:3")]
    public void Anything_else_is_nothing(string text) => Assert.Null(WindowSet.Parse(text));

    [Fact]
    public void Fewer_spans_are_a_part_and_wider_ones_hold_all()
        => Gen.Select(s_sets, Gen.Int[1, 4]).Sample((set, most) =>
        {
            Assert.True(set.Fewer(most).Count <= most && set.Wider(most).Count <= most);
            Assert.Empty(set.Fewer(most).Except(set));
            Assert.Empty(set.Except(set.Wider(most)));
        });

    private static IEnumerable<long> Members(WindowSet set) => Enumerable.Range(-5, 60).Select(member => (long)member).Where(set.Holds);
}
