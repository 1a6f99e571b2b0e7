namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>One table <c>t</c> with every type and rows that lack some of them, for tests that only read.</summary>
public sealed class TypesFixture : IDisposable
{
    private readonly Lazy<Task<InfluxQlDatabase>> _database = new(() => InfluxQlDatabase.WithAsync(
        "t,a=x,b=1 f=1.5,i=1i,u=10u,s=\"one\",o=true 1000000000",
        "t,a=x,b=2 f=2.5,i=2i,u=20u,s=\"two\",o=false 2000000000",
        "t,a=y,b=1 f=4.5,i=5i,u=50u,s=\"one\",o=true 3000000000",
        "t i=9i 4000000000"));

    internal Task<InfluxQlDatabase> Database => _database.Value;

    public void Dispose()
    {
        if (_database.IsValueCreated)
        {
            _database.Value.GetAwaiter().GetResult().Dispose();
        }
    }
}
