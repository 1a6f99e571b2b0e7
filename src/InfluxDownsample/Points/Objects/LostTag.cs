using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Select-Object and serialization copy a point's values but not what the server said of its columns: a tag written as a field makes all series one.
/// </summary>
internal static class LostTag
{
    /// <summary>Why an object can be no point: it is a copy of one, and has a column that may be a tag; null when nothing is in the way.</summary>
    /// <param name="input">The object.</param>
    /// <param name="options">What the user said of the columns.</param>
    public static PointProblem? Find(object input, LineProtocolOptions options)
        => !options.AreTagsSaid && input is PSObject copy && ObjectCopy.Is(copy, InfluxPoint.TypeName)
            && copy.Properties.FirstOrDefault(property => MayBeTag(property, options)) is { } column
            ? new PointProblem(
                column.Name,
                "The object is a copy of a point, which does not tell any more whether this column is a tag.",
                "Name the tags with -TagColumn, or say -TagColumn @() where there are none.")
            : null;

    // Properties of other kinds were added to the copy, and compute their values.
    private static bool MayBeTag(PSPropertyInfo property, LineProtocolOptions options)
        => property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property && !ObjectShape.IsOfRemoting(property.Name)
            && property.Name != options.TimestampColumn && property.Name != PointSchema.MeasurementColumn && !options.IsFieldSaid(property.Name)
            && property.Value is string;
}
