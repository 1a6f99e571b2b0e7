using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Damaging;

/// <summary>Cases of the corpus with damaged requests in place of theirs, on the rows that they write.</summary>
internal static class DamagedCorpus
{
    private const int StepsOfACase = 20;

    /// <param name="cases">What to damage.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="seed">The same seed gives the same requests.</param>
    public static IReadOnlyList<Case> Of(IReadOnlyList<Case> cases, int count, int seed)
    {
        Random random = new(seed);
        Damage damage = new(random);
        // What multiplies rows takes long to read; how long an answer is, damage does not change.
        Case[] usable = [.. cases.Where(played => !played.NeedsTheServer && played.Steps.Count > 0
            && !played.Steps.Any(step => step.Query?.Contains("CROSS JOIN", StringComparison.OrdinalIgnoreCase) == true))];
        return [.. Enumerable.Range(0, (count + StepsOfACase - 1) / StepsOfACase).Select(number =>
        {
            Case whole = usable[random.Next(usable.Length)];
            int steps = Math.Min(StepsOfACase, count - (number * StepsOfACase));
            return whole with
            {
                Id = $"damaged.{seed}.{number}",
                Database = null,
                Steps = [.. Enumerable.Range(0, steps).Select(step => Damaged(whole.Steps[random.Next(whole.Steps.Count)], damage, random) with { Id = step.ToString("000") })],
            };
        })];
    }

    // Long bodies that are sent many times are about limits, which damage does not change.
    private static Step Damaged(Step step, Damage damage, Random random) => step.Kind switch
    {
        "flight" => step with { Ticket = damage.Of(step.Ticket ?? "{\"database\":\"{db}\",\"sql_query\":\"SELECT 1\",\"query_type\":\"sql\"}"), Ticket64 = null },
        "http" when step.Body is not null && random.Next(4) > 0 => step with { Body = damage.Of(step.Body), Repeat = 1 },
        "http" => step with { Path = Ascii((step.Path ?? "/")[..1] + damage.Of((step.Path ?? "/")[1..])), Repeat = 1 },
        _ => step with { Query = damage.Of(step.Query ?? "") },
    };

    // No client can send other characters in the first line of a request.
    private static string Ascii(string path) => string.Concat(path.Where(character => character is > ' ' and < '\u007f' and not '\\'));
}
