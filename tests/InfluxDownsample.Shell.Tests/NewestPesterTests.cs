using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>With the newest Pester, against a server that is there already.</summary>
public sealed class NewestPesterTests(NewestPesterTests.Session session) : PesterFileTests(session), IClassFixture<NewestPesterTests.Session>
{
    [Fact]
    public async Task Each_cmdlet_has_a_file()
    {
        PwshRun run = await Pwsh.RunScriptAsync("(Import-Module ./InfluxDownsample.psd1 -PassThru).ExportedCmdlets.Keys", Path.GetDirectoryName(HandedOut.Manifest)!);

        Assert.All(run.Succeed().Split('\n'), cmdlet => Assert.Contains($"{cmdlet}.Tests.ps1", PesterFolder.Files));
    }

    public sealed class Session() : PesterSession("Pester", new ShellServer());
}
