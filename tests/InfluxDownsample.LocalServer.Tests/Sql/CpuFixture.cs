using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>A small table with a column of every kind, one with awkward names, and one with a single row.</summary>
public sealed class CpuFixture : IAsyncLifetime
{
    public SqlDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = new SqlDatabase();
        await Database.WriteAsync(
            Line("cpu,host=a,region=eu usage=10.5,load=1i,calls=1u,note=\"x\",up=true", "2024-01-01T00:00:00Z"),
            Line("cpu,host=a,region=eu usage=20.5,load=2i,calls=2u,note=\"y\",up=false", "2024-01-01T00:10:00Z"),
            Line("cpu,host=a,region=eu load=4i", "2024-01-01T01:00:00Z"),
            Line("cpu,host=b,region=us usage=1,load=10i,calls=30u,note=\"z\",up=true", "2024-01-01T00:20:00Z"),
            Line("cpu,host=b usage=3,load=-7i,calls=40u", "2024-01-01T02:30:00Z"),
            Line("mixed,Tag\\ One=t Field=1,field=2", "2024-01-01T00:00:00Z"),
            Line("one value=42i", "2024-01-01T12:34:56.789Z"));
    }

    public Task DisposeAsync()
    {
        Database.Dispose();
        return Task.CompletedTask;
    }

    private static string Line(string text, string time) => $"{text} {SqlDatabase.At(time)}";
}
