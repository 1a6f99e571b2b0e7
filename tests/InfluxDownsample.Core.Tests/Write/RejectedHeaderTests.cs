using InfluxDownsample.Core.Write.Files;
using Xunit;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>The file of rejected lines, which several processes may share.</summary>
public sealed class RejectedHeaderTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "influxdownsample-" + Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void While_an_entry_is_written_nobody_else_writes()
    {
        using FileStream entry = RejectedHeader.Open(_path);

        // As another process would open it.
        Assert.Throws<IOException>(() => new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
    }
}
