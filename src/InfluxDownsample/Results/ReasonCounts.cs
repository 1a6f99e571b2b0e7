using System.Globalization;

namespace InfluxDownsample.Results;

/// <summary>How often each reason counted, in the order of their names. As text, in a CSV file, it is one line: <c>NotClosed: 1, PartialStart: 1</c>.</summary>
public sealed class ReasonCounts : SortedDictionary<string, long>
{
    internal ReasonCounts()
        : base(StringComparer.Ordinal)
    {
    }

    internal ReasonCounts(IDictionary<string, long> counts)
        : base(counts, StringComparer.Ordinal)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key}: {reason.Value}")));
}
