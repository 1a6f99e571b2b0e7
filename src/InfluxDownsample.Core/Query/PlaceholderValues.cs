using System.Globalization;

namespace InfluxDownsample.Core.Query;

/// <summary>Values of a query's placeholders. As text, in a CSV file, they are one line: <c>room=office; floor=1</c>.</summary>
public sealed class PlaceholderValues : Dictionary<string, object?>
{
    internal PlaceholderValues(IEnumerable<KeyValuePair<string, object?>> values)
        : base(values, StringComparer.Ordinal)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key}={value.Value}")));
}
