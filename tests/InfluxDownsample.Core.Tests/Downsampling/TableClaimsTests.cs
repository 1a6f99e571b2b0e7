using InfluxDownsample.Core.Downsampling;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class TableClaimsTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void The_earliest_claim_that_is_alive_comes_first()
    {
        IReadOnlyList<TableClaim> open = TableClaims.Open([Row("b", LedgerRow.Claim, 20), Row("a", LedgerRow.Claim, 10), Row("me", LedgerRow.Claim, 30)], "me");

        Assert.Equal(["a", "b", "me"], open.Select(claim => claim.Run));
        Assert.All(open, claim => Assert.False(claim.IsStale));
    }

    [Fact]
    public void Claims_of_the_same_instant_are_told_apart_the_same_way_by_both()
    {
        LedgerRow[] rows = [Row("b", LedgerRow.Claim, 10), Row("a", LedgerRow.Claim, 10)];

        Assert.Equal(TableClaims.Open(rows, "a").Select(claim => claim.Run), TableClaims.Open([.. rows.Reverse()], "b").Select(claim => claim.Run));
    }

    [Fact]
    public void A_run_that_has_ended_holds_nothing()
        => Assert.Equal(["me"], TableClaims.Open([Row("a", LedgerRow.Claim, 10), Row("a", LedgerRow.End, 15), Row("me", LedgerRow.Claim, 30)], "me").Select(claim => claim.Run));

    [Theory]
    [InlineData(120, false)]
    [InlineData(121, true)]
    public void A_claim_is_stale_two_minutes_after_its_last_sign_of_life(long later, bool stale)
    {
        TableClaim other = TableClaims.Open([Row("a", LedgerRow.Claim, 10), Row("a", LedgerRow.Heartbeat, 30, claimed: 10), Row("me", LedgerRow.Claim, 30 + later)], "me")[0];

        Assert.Equal(("a", 10 * Second, 30 * Second, stale), (other.Run, other.Since, other.LastSeen, other.IsStale));
    }

    [Fact]
    public void A_heartbeat_remembers_a_claim_that_is_out_of_sight()
        => Assert.Equal(["a", "me"], TableClaims.Open([Row("me", LedgerRow.Claim, 5000), Row("a", LedgerRow.Heartbeat, 4990, claimed: 10)], "me").Select(claim => claim.Run));

    private static LedgerRow Row(string run, string kind, long second, long? claimed = null)
        => new() { Kind = kind, Job = "job", Run = run, Time = second * Second, Claimed = claimed * Second };
}
