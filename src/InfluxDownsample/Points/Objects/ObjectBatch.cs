using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>Columns made from objects, and the object behind each row.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Inputs">Where each row is from.</param>
/// <param name="Refused">Why rows cannot be points: those rows have gaps and must not be written.</param>
internal sealed record ObjectBatch(PointBatch Columns, InputRow[] Inputs, IReadOnlyDictionary<int, PointException> Refused);
