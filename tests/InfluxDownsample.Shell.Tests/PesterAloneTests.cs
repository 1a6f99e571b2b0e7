using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>All files of tests/pester in one session, as a person runs them: they start servers themselves. With the Pester of today, and with the one before it.</summary>
public abstract class PesterAloneTests(string pester)
{
    [Fact]
    public async Task All_files_pass_in_one_session()
    {
        string said = (await PesterFolder.RunAsync(pester, ".", variables: null)).Succeed();

        Assert.Contains(" 0 not passed.", said, StringComparison.Ordinal);
    }
}
