using System.Xml.Linq;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

public class TypesFileTests
{
    /// <summary>The engine reads types files in parallel, also on threads that know no runspace: there a name is found only the way the runtime finds it.</summary>
    [Fact]
    public void The_point_adapter_is_found_without_a_runspace()
    {
        using var engine = new HostedEngine();
        string name = XDocument.Load(Path.Combine(Checkout.Root, "module", "InfluxDownsample.Types.ps1xml"))
            .Descendants("TypeAdapter").Single().Element("TypeName")!.Value;

        Assert.Equal("InfluxDownsample.Points.InfluxPointAdapter", Type.GetType(name)?.FullName);
    }
}
