using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>With the Pester before it, alone as a person runs it: the files start their servers themselves.</summary>
public sealed class OlderPesterTests(OlderPesterTests.Session session) : PesterFileTests(session), IClassFixture<OlderPesterTests.Session>
{
    public sealed class Session() : PesterSession("OlderPester", server: null);
}
