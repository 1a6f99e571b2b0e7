using System.Collections.ObjectModel;

namespace InfluxDownsample.Core.Results;

/// <summary>A list in a result. As text, in a CSV file, it is one line of what its items are as text.</summary>
/// <typeparam name="T">What it lists.</typeparam>
public sealed class ResultList<T> : ReadOnlyCollection<T>
{
    internal ResultList(IEnumerable<T> items)
        : base([.. items])
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
