using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>With the Pester before it, and one file alone as a person runs it: it starts its server itself, as each file does that finds none.</summary>
public sealed class OlderPesterTests(OlderPesterTests.Session session) : PesterFileTests(session), IClassFixture<OlderPesterTests.Session>
{
    [Fact]
    public async Task A_file_alone_starts_its_server_itself()
    {
        PwshRun run = await PesterFolder.RunAsync("OlderPester", "Get-InfluxDatabase.Tests.ps1");

        Assert.Contains(" 0 not passed.", run.Succeed(), StringComparison.Ordinal);
    }

    public sealed class Session() : PesterSession("OlderPester", new ShellServer());
}
