using InfluxDownsample.Core.Query;
using Xunit;

namespace InfluxDownsample.Tests.Forms;

/// <summary>Nothing is sent whose form two real servers have not accepted, but for forms that wait in the corpus to be recorded.</summary>
public sealed class ProvenFormTests
{
    [Fact]
    public void EveryFormOfADownsamplingQuery_WasAcceptedByBothServers()
    {
        Assert.True(DownsampleQueries.All.Count > 500);
        Dictionary<string, string> unknown = [];
        foreach ((string what, InfluxQuery query) in DownsampleQueries.All)
        {
            foreach (string form in QueryForms.Of(query.Text, query.Language == QueryLanguage.InfluxQL, DownsampleQueries.TypeOf).Where(form => !IsKnown(form)))
            {
                unknown.TryAdd(form, $"{form}\n    {what}: {query.Text.ReplaceLineEndings(" ")}");
            }
        }

        Assert.True(unknown.Count == 0, $"{unknown.Count} forms were never recorded:\n{string.Join('\n', unknown.Values.Order())}");
    }

    [Fact]
    public async Task EveryFormThatCommandsSend_WasAcceptedByBothServers()
    {
        HashSet<string> made = [.. (await SentQueries.ReadAsync()).SelectMany(query => QueryForms.Of(query, isInfluxQl: false, SentQueries.TypeOf))];
        string[] unknown = [.. made.Where(form => !IsKnown(form)).Order()];

        Assert.True(made.Count > 60);
        Assert.True(unknown.Length == 0, $"{unknown.Length} forms were never recorded:\n{string.Join('\n', unknown)}");
    }

    [Fact]
    public async Task NoFormWaitsToBeRecorded_ThatIsRecordedOrThatNothingMakes()
    {
        HashSet<string> made =
        [
            .. DownsampleQueries.All.SelectMany(entry
                => QueryForms.Of(entry.Query.Text, entry.Query.Language == QueryLanguage.InfluxQL, DownsampleQueries.TypeOf)),
            .. (await SentQueries.ReadAsync()).SelectMany(query => QueryForms.Of(query, isInfluxQl: false, SentQueries.TypeOf)),
        ];
        string[] idle =
        [
            .. ProvenForms.UnprovenStatements()
                .Where(waiting => !waiting.Forms.Any(form => made.Contains(form) && !ProvenForms.Instance.Both.Contains(form))).Select(waiting => waiting.Statement),
        ];

        Assert.True(idle.Length == 0, string.Join('\n', idle));
    }

    // percentile_cont is asked of servers that have it only.
    private static bool IsKnown(string form)
        => ProvenForms.Instance.Both.Contains(form) || ProvenForms.Instance.Unproven.Contains(form)
            || (form.Contains("percentile_cont(", StringComparison.Ordinal) && ProvenForms.Instance.Newer.Contains(form));
}
