using System.Xml.Linq;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Charts;

/// <summary>Export-InfluxChart: what it draws of what comes down the pipeline, and what it promises about its file.</summary>
public sealed class ExportInfluxChartTests : IDisposable
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    public ExportInfluxChartTests() => _engine.SetLocation(_folder.FullName);

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Points_and_batches_give_the_same_file()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(40), Rows.Room(20, first: 40));
        _engine.Set("server", server.Connection);

        Answer answer = _engine.Run("""
            Invoke-InfluxQuery 'SELECT' -Connection $server | Export-InfluxChart points.svg
            Invoke-InfluxQuery 'SELECT' -Connection $server -AsBatch | Export-InfluxChart ./batches.SVG -Field temp*, co
            (Invoke-InfluxQuery 'SELECT' -Connection $server | ForEach-Object { $_.temperature += 0; $_ }) | Export-InfluxChart changed.svg
            Export-InfluxChart list.svg -InputObject (Invoke-InfluxQuery 'SELECT' -Connection $server)
            """).Succeed();

        Assert.Equal(
            ["points.svg", "batches.SVG", "changed.svg", "list.svg"],
            answer.Values.Select(file => Path.GetRelativePath(_folder.FullName, Assert.IsType<FileInfo>(file).FullName)));
        Assert.Single(answer.Values.Select(file => File.ReadAllText(((FileInfo)file!).FullName)).Distinct());
        Assert.Equal([60, 60], Polylines("points.svg").Where(static count => count > 2));
        Assert.Equal(4, _folder.GetFileSystemInfos().Length);
    }

    [Fact]
    public void Rows_of_a_file_are_drawn_whatever_the_culture_and_a_fraction_may_come_late()
    {
        _engine.Set("german", Cultures.Make("dd.MM.yyyy", ".", decimals: ","));
        Answer answer = _engine.Run("""
            [cultureinfo]::CurrentCulture = $german
            $rows = 1..20 | ForEach-Object { [pscustomobject]@{ time = "2026-01-01T00:00:$('{0:00}' -f $_)Z"; room = $_ % 2 ? 'a' : 'b'; v = "$(if ($_ -eq 20) { '1.5' } else { $_ })" } }
            $rows + [pscustomobject]@{ time = 'noon'; room = 'a'; v = '1' } | Export-InfluxChart rows.svg
            """);

        Assert.Contains("Times are a DateTime", answer.FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal([10, 10], Polylines("rows.svg").Where(static count => count > 2));
    }

    [Theory]
    [InlineData("x.png", "Charts are not written as PNG", ".svg")]
    [InlineData("x.pdf", "'.pdf' is no kind of chart", ".html")]
    [InlineData("x", "'' is no kind of chart", ".svg")]
    [InlineData("nowhere/x.svg", "its folder is not there", "")]
    public void A_file_that_cannot_be_written_is_known_before_anything_is_read(string path, string says, string advice)
    {
        Answer answer = _engine.Run($"& {{ $script:read = $true; Get-Date }} | Export-InfluxChart {path}; $script:read");
        System.Management.Automation.ErrorRecord error = answer.FailWith("InvalidParameter");

        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails?.RecommendedAction ?? "", StringComparison.Ordinal);
        Assert.Null(_engine.Get("read"));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void The_file_is_kept_or_written_over_as_asked()
    {
        _engine.Run("$row = [pscustomobject]@{ time = [datetime]'2026-01-01'; v = 1 }; $row | Export-InfluxChart a.svg -WhatIf").Succeed();
        Assert.Empty(_folder.GetFiles());

        File.WriteAllText(Path.Combine(_folder.FullName, "a.svg"), "old");
        _engine.Run("$row | Export-InfluxChart a.svg -NoClobber").FailWith("InvalidParameter");
        File.SetAttributes(Path.Combine(_folder.FullName, "a.svg"), FileAttributes.ReadOnly);
        Assert.Contains("-Force", _engine.Run("$row | Export-InfluxChart a.svg").FailWith("InvalidParameter").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder.FullName, "a.svg")));

        _engine.Run("$row | Export-InfluxChart a.svg -Force").Succeed();
        Assert.Equal("v", Svg("a.svg").Element(s_svg + "title")!.Value);
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void Nothing_to_draw_is_said()
    {
        Assert.Contains("no chart was written", Assert.Single(_engine.Run("@() | Export-InfluxChart a.svg").Succeed().Warnings), StringComparison.Ordinal);
        Assert.Contains("v, w", _engine.Run("[pscustomobject]@{ time = [datetime]'2026-01-01'; v = 1; w = 'x' } | Export-InfluxChart a.svg -Field V")
            .FailWith("ColumnNotFound").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-TimestampColumn", _engine.Run("[pscustomobject]@{ at = [datetime]'2026-01-01'; v = 1 } | Export-InfluxChart a.svg")
            .FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
        Assert.Contains("Berlin", _engine.Run("1 | Export-InfluxChart a.svg -TimeZone Europe/Berlni").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    private XElement Svg(string name) => XElement.Load(Path.Combine(_folder.FullName, name));

    private IEnumerable<int> Polylines(string name)
        => Svg(name).Descendants(s_svg + "polyline").Select(static line => line.Attribute("points")!.Value.Split(' ').Length);
}
