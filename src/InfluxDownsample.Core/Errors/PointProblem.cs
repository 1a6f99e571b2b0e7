using System.Globalization;

namespace InfluxDownsample.Core.Errors;

/// <summary>Why one row cannot become a point.</summary>
/// <param name="ColumnName">The column at fault; null when the row as a whole is.</param>
/// <param name="Reason">The reason, a sentence without the column's name.</param>
/// <param name="Advice">What to do about it, or null.</param>
public sealed record PointProblem(string? ColumnName, string Reason, string? Advice = null)
{
    /// <summary>Which row of the input it is, counted from 1; null where rows are not counted.</summary>
    public long? Row { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Place + Reason + (Advice is null ? "" : " " + Advice);

    private string Place => (Row, ColumnName) switch
    {
        (null, null) => "",
        (null, _) => $"Column '{ColumnName}': ",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"Row {Row}: "),
        _ => string.Create(CultureInfo.InvariantCulture, $"Row {Row}, column '{ColumnName}': "),
    };
}
