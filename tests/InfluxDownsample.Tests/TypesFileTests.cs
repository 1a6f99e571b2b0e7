using System.Management.Automation;
using System.Xml.Linq;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>The engine reads types files in parallel, now and then on a thread that knows no runspace; there it must find the names in ours as well.</summary>
public class TypesFileTests
{
    [Theory]
    [InlineData("Name", "InfluxDownsample.Points.InfluxPoint")]
    [InlineData("TypeName", "InfluxDownsample.Points.InfluxPointAdapter")]
    public void The_point_and_its_adapter_are_found_without_a_runspace(string element, string expected)
    {
        using var engine = new HostedEngine();
        string name = XDocument.Load(Path.Combine(Checkout.Root, "module", "InfluxDownsample.Types.ps1xml")).Descendants(element).Single().Value;
        Type? found = null;
        var thread = new Thread(() => found = LanguagePrimitives.TryConvertTo(name, out Type type) ? type : null);

        thread.Start();
        thread.Join();

        Assert.Equal(expected, found?.FullName);
    }
}
