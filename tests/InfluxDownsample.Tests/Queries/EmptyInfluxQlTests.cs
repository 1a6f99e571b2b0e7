using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>InfluxQL knows no error for a name that is not there: it gives nothing. Then, and only then, the name is looked for.</summary>
public sealed class EmptyInfluxQlTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("SELECT temp FROM hom", "has no measurement 'hom'. Did you mean 'home'?")]
    [InlineData("SELECT MEAN(temp) FROM \"Home\" GROUP BY time(1h)", "has no measurement 'Home'. Did you mean 'home'?")]
    [InlineData("SELECT tmp FROM home", "'home' has no field or tag 'tmp'. Did you mean 'temp'?")]
    [InlineData("SELECT MEAN(\"tmp\") AS temp FROM home GROUP BY time(1h), room", "'home' has no field or tag 'tmp'. Did you mean 'temp'?")]
    [InlineData("SELECT temp FROM home WHERE rom = 'kitchen'", "'home' has no field or tag 'rom'. Did you mean 'room'?")]
    [InlineData("select temp from home -- WHERE nosuch = 1\n where 'kitchen' = \"rom\"", "'home' has no field or tag 'rom'. Did you mean 'room'?")]
    [InlineData("SELECT nothing::float FROM home", "'home' has no field or tag 'nothing'. Columns: 'room', 'hum', 'temp'.")]
    [InlineData("SELECT max(mean) FROM (SELECT MEAN(tmp) FROM home GROUP BY time(1h))", "'home' has no field or tag 'tmp'. Did you mean 'temp'?")]
    public async Task A_misspelt_name_is_told(string query, string told)
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1,hum=2 1");

        Answer answer = _engine.Run($"Invoke-InfluxQuery '{query.Replace("'", "''", StringComparison.Ordinal)}' -Language InfluxQL -Connection '{server.Connection(database)}'").Succeed();

        Assert.Empty(answer.Output);
        Assert.Contains(told, Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT temp FROM home WHERE time > now() + 1h")]
    [InlineData("SELECT temp FROM home WHERE room = 'attic'")]
    [InlineData("SELECT * FROM home WHERE room =~ /nosuch.*/ AND temp / 2 > 7")]
    [InlineData("SELECT /t.*/ FROM home WHERE time < 0")]
    [InlineData("SELECT MEAN(temp) AS t FROM home WHERE time >= '2026-01-01' AND time < '2026-01-02' GROUP BY time(1h), room fill(none) ORDER BY time DESC LIMIT 3 TZ('Europe/Berlin')")]
    [InlineData("SELECT temp FROM home WHERE temp > 100")]
    public async Task Nothing_is_said_where_all_names_are_right(string query)
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1,hum=2 1");

        Answer answer = _engine.Run($"Invoke-InfluxQuery '{query.Replace("'", "''", StringComparison.Ordinal)}' -Language InfluxQL -Connection '{server.Connection(database)}'").Succeed();

        Assert.Empty(answer.Output);
        Assert.Empty(answer.Warnings);
    }

    [Fact]
    public async Task An_answer_with_rows_costs_no_look_up()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1,hum=2 1");
        int before = server.Host.Requests.Entries.Count;

        Assert.Single(_engine.Run($"Invoke-InfluxQuery 'SELECT temp, nosuch FROM home' -Language InfluxQL -Connection '{server.Connection(database)}'").Succeed().Output);

        Assert.Equal(1, server.Host.Requests.Entries.Count - before);
    }
}
