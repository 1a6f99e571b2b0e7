namespace InfluxDownsample.Core.Downsampling;

/// <summary>How the computed rows of one window stand to those the target holds.</summary>
internal sealed class WindowComparison
{
    /// <summary>Rows the target has nothing of, or not all fields of: writing them overwrites nothing.</summary>
    public List<PointRow> Missing { get; } = [];

    /// <summary>Those of <see cref="Missing"/> of which the target holds some fields.</summary>
    public List<ChangedRow> Incomplete { get; } = [];

    /// <summary>Rows that the target holds with other values.</summary>
    public List<ChangedRow> Changed { get; } = [];

    /// <summary>What the target holds of series that the source has nothing of.</summary>
    public List<PointRow> Extra { get; } = [];

    /// <summary>How many rows are the same on both sides.</summary>
    public int Unchanged { get; set; }

    /// <summary>A row that the target holds with other values.</summary>
    /// <param name="Row">The computed row.</param>
    /// <param name="Series">Its tags, for people.</param>
    /// <param name="Differences">The fields that differ.</param>
    internal sealed record ChangedRow(PointRow Row, string Series, IReadOnlyList<FieldDifference> Differences);
}
