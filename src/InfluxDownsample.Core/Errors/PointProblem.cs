namespace InfluxDownsample.Core.Errors;

/// <summary>Why one row cannot become a point.</summary>
/// <param name="ColumnName">The column at fault; null when the row as a whole is.</param>
/// <param name="Reason">The reason, a sentence without the column's name.</param>
/// <param name="Advice">What to do about it, or null.</param>
public sealed record PointProblem(string? ColumnName, string Reason, string? Advice = null)
{
    /// <inheritdoc/>
    public override string ToString()
        => (ColumnName is null ? Reason : $"Column '{ColumnName}': {Reason}") + (Advice is null ? "" : " " + Advice);
}
