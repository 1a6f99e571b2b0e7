using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using Xunit;

namespace InfluxDownsample.Core.Tests.Catalog;

public sealed class SettledLookTests : IDisposable
{
    // Never asked: without counts there is nothing to ask for, and the tests add files by themselves.
    private readonly InfluxClient _client = new(new ConnectionSettings { Uri = new Uri("http://127.0.0.1:1") });
    private readonly FileWatch _files = new(table: null, counts: null);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Two_looks_that_agree_are_enough()
    {
        int looks = 0;

        (bool isSettled, int found) = await TakeAsync(() =>
        {
            looks++;
            return 7;
        });

        Assert.Equal((true, 7, 2), (isSettled, found, looks));
    }

    [Fact]
    public async Task Looks_that_differ_are_taken_again()
    {
        int looks = 0;

        (bool isSettled, int found) = await TakeAsync(() => ++looks < 4 ? looks : 7);

        Assert.Equal((true, 7, 6), (isSettled, found, looks));
    }

    [Fact]
    public async Task Looks_agree_only_when_no_file_was_added_between()
    {
        int looks = 0;

        (bool isSettled, int found) = await TakeAsync(() =>
        {
            if (++looks is 2 or 3)
            {
                _files.See(looks);
            }

            return 7;
        });

        Assert.Equal((true, 7, 6), (isSettled, found, looks));
    }

    [Fact]
    public async Task What_never_settles_is_given_up()
    {
        int looks = 0;

        (bool isSettled, _) = await TakeAsync(() => ++looks);

        Assert.Equal((false, 2 * SettledLook.MaxPairs), (isSettled, looks));
    }

    private Task<(bool IsSettled, int Found)> TakeAsync(Func<int> look)
        => new SettledLook(_client, "database", _files, timeout: null, TimeSpan.Zero)
            .TakeAsync(() => Task.FromResult(look()), static (one, other) => one == other, CancellationToken.None);
}
