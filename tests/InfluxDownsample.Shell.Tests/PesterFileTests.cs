using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>Each file of tests/pester, in the session that one Pester ran.</summary>
public abstract class PesterFileTests(PesterSession session)
{
    public static TheoryData<string> Files => new(PesterFolder.Files);

    [Theory]
    [MemberData(nameof(Files))]
    public void Passes(string file)
    {
        PesterFileResult result = session.ResultOf(file);

        Assert.True(result.NotPassed == 0, result.Said);
        Assert.NotEqual(0, result.Passed);
    }

    [Fact]
    public void The_session_ends_well() => Assert.Contains(" 0 not passed.", session.Run.Succeed(), StringComparison.Ordinal);
}
