using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>Which line a server's words are about: its number counts what it parsed, its copy is cut to 20 bytes (wire reference 5.4).</summary>
public sealed class RefusedLinesTests
{
    private static readonly string[] s_lines =
    [
        "home,room=kitchen temp=21.5 1",
        "home,room=hall temp=\"warm\" 2",
        "home,room=kitchen temp=\"hot\" 3",
        "büro,raum=küche temp=20 4",
    ];

    [Theory]
    [InlineData(2, "home,room=hall temp=", 1)]
    [InlineData(3, "home,room=kitchen te", 2)]
    // The number is right where the copy says nothing.
    [InlineData(2, "", 1)]
    // The copy clearly fits another line: comments and quoted line breaks have moved the number.
    [InlineData(1, "home,room=hall temp=", 1)]
    [InlineData(9, "home,room=hall temp=", 1)]
    [InlineData(null, "home,room=hall temp=", 1)]
    // It fits two lines, so the number decides, or nothing does.
    [InlineData(4, "home,room=kitchen te", 3)]
    [InlineData(null, "home,room=kitchen te", -1)]
    // Written anew by the server: it fits none.
    [InlineData(2, "home,room=hall,x=1 t", 1)]
    [InlineData(null, "home,room=hall,x=1 t", -1)]
    // Cut in the middle of a letter, or with dots.
    [InlineData(null, "büro,raum=k\uFFFD", 3)]
    [InlineData(null, "home,room=hall...", 1)]
    [InlineData(0, "", -1)]
    public void The_number_decides_unless_the_copy_clearly_fits_another_line(int? number, string copy, int expected)
        => Assert.Equal(expected, Assert.Single(Find(s_lines, new LineError(number, copy, "refused"))).Line);

    [Fact]
    public void Numbers_are_positions_in_what_was_sent_not_in_the_whole_request()
    {
        using WriteRequest request = Request(s_lines);
        LineSelection sent = request.All.Without(new HashSet<int> { 0 });

        Assert.Equal(2, Assert.Single(RefusedLines.Find(sent, [new LineError(2, "", "refused")])).Line);
    }

    [Fact]
    public void The_servers_words_come_with_their_lines_in_its_order()
        => Assert.Equal([(2, "b"), (0, "a")], Find(s_lines, new LineError(3, "", "b"), new LineError(1, "", "a")).Select(static found => (found.Line, found.Error.Message)));

    private static IReadOnlyList<(int Line, LineError Error)> Find(string[] lines, params LineError[] errors)
    {
        using WriteRequest request = Request(lines);
        return RefusedLines.Find(request.All, errors);
    }

    private static WriteRequest Request(string[] lines)
    {
        var request = new WriteRequest(lines.Length);
        foreach (string line in lines)
        {
            int start = request.Lines.Count;
            request.Lines.Write(Encoding.UTF8.GetBytes(line + "\n"));
            request.AddLine(default, start, 0);
        }

        return request;
    }
}
