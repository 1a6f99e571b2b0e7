using System.Globalization;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Conformance.Corpus;

/// <summary>
/// Requests that share databases of their own. In every text <c>{db}</c>, <c>{db2}</c>, <c>{db3}</c> stand for those databases and
/// <c>{token}</c> for the token, <c>{basic}</c> for it as the password of Basic.
/// </summary>
/// <param name="Id">Unique in the corpus.</param>
/// <param name="Group">What the case is about.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Database">What the databases' names are made of; the id unless given.</param>
/// <param name="Setup">Writes before the first step.</param>
/// <param name="Steps">In this order, against one server.</param>
/// <param name="Alone">No other case may run at the same time.</param>
internal sealed partial record Case(
    string Id, string Group, string? Source, string? Database, IReadOnlyList<SetupWrite>? Setup, IReadOnlyList<Step> Steps, bool Alone = false)
{
    /// <summary>How many databases it names.</summary>
    public int Databases => Texts.OfType<string>().SelectMany(text => Placeholder().Matches(text))
        .Select(match => match.Groups[1].Length == 0 ? 1 : int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();

    /// <summary>It lists databases or fills the server up, or has several databases.</summary>
    public bool NeedsTheServer => Alone || Databases > 1;

    private IEnumerable<string?> Texts =>
    [
        .. (Setup ?? []).Select(write => write.Db),
        .. Steps.SelectMany(step => (string?[])[step.Path, step.Body, step.Ticket, step.Query, step.Kind is "http" or "flight" ? null : step.Db, .. step.Headers?.Values ?? []]),
    ];

    [GeneratedRegex(@"\{db(\d?)\}")]
    private static partial Regex Placeholder();
}

