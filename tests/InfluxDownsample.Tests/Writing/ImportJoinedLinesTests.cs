using System.Management.Automation;
using System.Text;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>A quote that is not closed takes in the lines behind it: what Import-InfluxLineProtocol says of them, counts and keeps.</summary>
public sealed class ImportJoinedLinesTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    private string Rejected => Path.Combine(_folder.FullName, "rejected.lp");

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("", "\n")]
    [InlineData("", "\r\n")]
    [InlineData("", "")]
    // A text of a later line begins where the open one ends, and is open itself then.
    [InlineData("m,h=a t=\"fine\",v=50 50", "\n")]
    [InlineData("m,h=a t=\"fine\",s=\"too\",v=50 50", "\n")]
    public void TextThatIsNotClosed_AllThatItTakesInIsNamedCountedAndKept(string line50, string end)
    {
        string newLine = end.Length == 0 ? "\n" : end;
        string[] lines = [.. Enumerable.Range(1, 100).Select(line => line == 7 ? "m,h=a t=\"oops,v=7 7" : line == 50 && line50.Length > 0 ? line50 : $"m,h=a v={line} {line}")];
        string file = Write(string.Join(newLine, lines) + end);

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}' -RejectedPath '{Rejected}'");

        ErrorRecord error = answer.FailWith("LineInvalid");
        Assert.Contains($"'{file}', line 7: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("A quote opens a text in line 7 that is not closed there, so lines 7 to 100 were read as one.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Correct line 7", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal((100L, 6L, 94L), Counts(answer));
        Assert.Contains(string.Join(newLine, lines[6..]), File.ReadAllText(Rejected), StringComparison.Ordinal);

        // As it is it stores nothing, and takes in nothing that came later.
        Later();
        Answer replay = _engine.Run($"Import-InfluxLineProtocol '{Rejected}' -Database replayed");
        Assert.Equal(["LineInvalid"], replay.Errors.Select(static found => found.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal((95L, 1L, 94L), Counts(replay));

        File.WriteAllText(Rejected, File.ReadAllText(Rejected).Replace("\"oops,", "\"oops\",", StringComparison.Ordinal));
        Assert.Equal((95L, 95L, 0L), Counts(_engine.Run($"Import-InfluxLineProtocol '{Rejected}' -Database mended").Succeed()));
    }

    [Fact]
    public void LastLine_SaysThatItsTextIsNotClosed()
    {
        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{Write("m v=1 1\nm t=\"oops 2\n\n")}' -RejectedPath '{Rejected}'");

        Assert.EndsWith("A quote opens a text in line 2 that is not closed.", answer.FailWith("LineInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal((2L, 1L, 1L), Counts(answer));
        Later();
        Assert.Equal((2L, 1L, 1L), Counts(_engine.Run($"Import-InfluxLineProtocol '{Rejected}'")));
    }

    [Fact]
    public void BackslashAtTheEndOfALine_IsSaidToJoinIt()
    {
        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{Write("m v=1 1\nm v=2 2\\\nm v=3 3\nm v=4 4\\\n")}' -RejectedPath '{Rejected}'");

        Assert.Equal(2, answer.Errors.Count);
        Assert.EndsWith("A backslash at the end of line 2 joins it with the next, so lines 2 to 3 were read as one.", answer.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("line 4: ", answer.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal((4L, 1L, 3L), Counts(answer));
        Later();
        Assert.Equal((4L, 1L, 3L), Counts(_engine.Run($"Import-InfluxLineProtocol '{Rejected}'")));
        File.WriteAllText(Rejected, File.ReadAllText(Rejected).Replace("\\\n", "\n", StringComparison.Ordinal));
        Assert.Equal((4L, 4L, 0L), Counts(_engine.Run($"Import-InfluxLineProtocol '{Rejected}'").Succeed()));
    }

    [Fact]
    public void CommentThatOpensAText_IsNamedAndTheLinesItTakesInAreGoodInTheRejectedFile()
    {
        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{Write("m v=1 1\n# said x=\"so\nm v=2 2\nm v=3 3\n# end\nm v=4 4\n".Replace("so", "", StringComparison.Ordinal))}' -RejectedPath '{Rejected}'");

        Assert.Contains("A quote opens a text in line 2 that is not closed there, so lines 3 to 6 were read as one.", answer.FailWith("LineInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal((4L, 1L, 3L), Counts(answer));
        Assert.Equal((3L, 3L, 0L), Counts(_engine.Run($"Import-InfluxLineProtocol '{Rejected}'").Succeed()));
    }

    [Fact]
    public void TextThatHoldsLines_IsOneLine()
    {
        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{Write("m t=\"a\nm v=1 1\nb\",v=2 2\nm t=\"c\nd\" 3\nm t=\"e\nf\",v=x 4\n")}' -RejectedPath '{Rejected}'");

        Assert.Contains("so lines 6 to 7 were read as one", answer.FailWith("LineInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal((3L, 2L, 1L), Counts(answer));
        Assert.EndsWith("\nm t=\"e\nf\",v=x 4\n", File.ReadAllText(Rejected), StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatIsLongerThanAnyLine_IsNamedAndWhatWasReadBeforeIsKept()
    {
        string file = Path.Combine(_folder.FullName, "long.lp");
        using (StreamWriter writer = File.CreateText(file))
        {
            writer.Write("m v=1 1\nm v=2 2\nm t=\"oops,v=3 3\n");
            for (int line = 4; line < 1_000_000; line++)
            {
                writer.Write($"m v={line} {line}\n");
            }
        }

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}' -RejectedPath '{Rejected}'");

        string error = answer.FailWith("LineInvalid").ToString();
        Assert.Contains($"'{file}', line 3: ", error, StringComparison.Ordinal);
        Assert.Contains("A quote opens a text in line 3 that is not closed there", error, StringComparison.Ordinal);
        Assert.Equal(["m v=1 1", "m v=2 2"], File.ReadAllLines(Rejected).Where(static line => line[0] != '#'));
    }

    [Fact]
    public void LineOfAnotherEncoding_IsKeptByteForByte()
    {
        string file = Path.Combine(_folder.FullName, "latin.lp");
        byte[] line = Encoding.Latin1.GetBytes("m,room=Café v=1 1\n");
        File.WriteAllBytes(file, line);

        _engine.Run($"Import-InfluxLineProtocol '{file}' -RejectedPath '{Rejected}'").FailWith("LineInvalid");

        Assert.Equal(line, File.ReadAllBytes(Rejected)[^line.Length..]);
    }

    // A line that the file gets after the others.
    private void Later()
    {
        string file = Path.Combine(_folder.FullName, "later.lp");
        File.WriteAllText(file, "m v=x 1000\n");
        _engine.Run($"Import-InfluxLineProtocol '{file}' -RejectedPath '{Rejected}'").FailWith("LineInvalid");
        File.WriteAllText(Rejected, File.ReadAllText(Rejected).Replace("v=x 1000", "v=1000 1000", StringComparison.Ordinal));
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "a.lp");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    private static (long Received, long Written, long Rejected) Counts(Answer answer)
    {
        PSObject result = Assert.Single(answer.Output);
        return ((long)result.Properties["PointsReceived"].Value, (long)result.Properties["PointsWritten"].Value, (long)result.Properties["PointsRejected"].Value);
    }
}
