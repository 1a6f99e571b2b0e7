using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>Columns made from objects, and the object behind each row.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Inputs">Where each row is from.</param>
/// <param name="Refused">
/// Why rows cannot be points, or cannot be such for the target: those rows have gaps and must not be written.
/// </param>
internal sealed record ObjectBatch(PointBatch Columns, InputRow[] Inputs, IReadOnlyDictionary<int, InfluxException> Refused)
{
    /// <summary>The first row that the target cannot take, and why; null when it can take all.</summary>
    public (int Row, InfluxException Reason)? Conflict => Refused.Where(static refused => refused.Value is not PointException)
        .Select(static refused => ((int Row, InfluxException Reason)?)(refused.Key, refused.Value)).MinBy(static refused => refused!.Value.Row);
}
