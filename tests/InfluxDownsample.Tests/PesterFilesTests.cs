using System.Management.Automation.Language;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>The Pester files need PowerShell and Pester to run; that they can be read, and that no cmdlet is without one, is checked here.</summary>
public class PesterFilesTests
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "tests", "pester");

    [Fact]
    public void They_are_scripts_without_a_syntax_error() => Assert.All(Directory.GetFiles(s_folder, "*.ps1"), file =>
    {
        Parser.ParseFile(file, out _, out ParseError[] errors);
        Assert.Empty(errors.Select(error => $"{error.Extent}: {error.Message}"));
    });

    [Fact]
    public void Each_cmdlet_has_one()
    {
        using var engine = new HostedEngine();
        string[] cmdlets = engine.Run("Get-Command -Module InfluxDownsample -CommandType Cmdlet | ForEach-Object Name").Succeed().Texts;

        Assert.All(cmdlets, cmdlet => Assert.True(File.Exists(Path.Combine(s_folder, cmdlet + ".Tests.ps1")), cmdlet));
    }
}
