using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>A batch of rows as scripts see it.</summary>
public sealed class InfluxBatchTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task It_is_one_object_also_from_a_variable_and_gives_its_rows()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(3), Rows.Room(2, first: 3));
        _engine.Run($"$batches = @(Invoke-InfluxQuery 'SELECT' -AsBatch -Connection '{server.Connection}'); $b = $batches[0]").Succeed();

        Assert.Equal(
            [2, 3, 2, 1, "time room temperature co open", 1L, 4L, "0 1 2", 2],
            _engine.Run("""
                $batches.Count
                $batches.RowCount
                @($b | ForEach-Object { $_ }).Count
                "$($b.ColumnNames)"
                $b.GetPoint(1).co
                $batches[1].GetPoint(1).co
                "$($b.GetPoints().co)"
                @($batches[1].GetPoints()).Count
                """).Succeed().Values);
    }

    [Fact]
    public async Task Its_schema_tells_types_and_roles_and_the_table()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Measurement("home").Time("time", 0).Tag("room", "office").Text("note", "x").Integer("co", 1).Build());

        Assert.Equal(
            ["home", "time Timestamp Time True", "room String Tag True", "note String Field False", "co Integer Field False"],
            _engine.Run($$"""
                $schema = (Invoke-InfluxQuery 'SELECT' -AsBatch -Connection '{{server.Connection}}').Schema
                $schema.Measurement
                $schema.Columns | ForEach-Object { "$($_.Name) $($_.Type) $($_.Role) $($_.RoleFromServer)" }
                """).Succeed().Texts);
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_an_error()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        Answer answer = _engine.Run($"(Invoke-InfluxQuery 'SELECT' -AsBatch -Connection '{server.Connection}').GetPoint(1)");

        Assert.Single(answer.Errors);
        Assert.Empty(answer.Output);
    }
}
