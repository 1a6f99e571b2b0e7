using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>Each file of tests/pester in a PowerShell of its own, against a server that is there already.</summary>
public sealed class PesterFileTests(ShellServer server) : IClassFixture<ShellServer>
{
    public static TheoryData<string> Files => new(PesterFolder.Files);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Passes(string file)
    {
        string said = (await PesterFolder.RunAsync("Pester", file, server.Variables)).Succeed();

        Assert.Contains(" 0 not passed.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_cmdlet_has_one()
    {
        PwshRun run = await Pwsh.RunScriptAsync("(Import-Module ./InfluxDownsample.psd1 -PassThru).ExportedCmdlets.Keys", Checkout.Root);

        Assert.All(run.Succeed().Split('\n'), cmdlet => Assert.Contains($"{cmdlet}.Tests.ps1", PesterFolder.Files));
    }
}
