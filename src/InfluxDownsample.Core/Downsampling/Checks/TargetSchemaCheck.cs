using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Finds out before the first write what the target would refuse.</summary>
internal static class TargetSchemaCheck
{
    /// <summary>Compares the columns of a job's points with those the target has.</summary>
    /// <param name="points">The columns of the job's points.</param>
    /// <param name="target">The target; null when it does not exist yet.</param>
    /// <param name="place">Where it is.</param>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.SchemaConflict"/>, or <see cref="InfluxErrorId.InvalidParameter"/> for names that cannot be written.
    /// </exception>
    public static void Check(PointSchema points, InfluxMeasurement? target, MeasurementLocation place)
    {
        CheckNames(points, place);
        if (target is null)
        {
            return;
        }

        foreach (PointColumn column in points.Columns.Where(column => column.Role != ColumnRole.Time))
        {
            InfluxField? field = target.FindField(column.Name);
            bool isTag = target.HasTag(column.Name);
            if (column.Role == ColumnRole.Tag ? field is not null : isTag || (field is not null && field.Type != column.Type))
            {
                throw Conflict(column, field, place);
            }
        }
    }

    /// <summary>Compares the number of columns with the edition's limit (wire reference 5.6).</summary>
    /// <returns>A warning where the limit may have been raised; null when all is well.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>: the server would refuse the new columns.</exception>
    public static string? CheckColumnLimit(PointSchema points, InfluxMeasurement? target, MeasurementLocation place, InfluxEdition edition)
    {
        IEnumerable<string> stored = target is null ? [] : target.Tags.Concat(target.Fields.Select(field => field.Name));
        int count = stored.Union(points.Columns.Where(column => column.Role != ColumnRole.Time).Select(column => column.Name), StringComparer.Ordinal).Count();
        (int limit, bool isFixed) = edition switch
        {
            InfluxEdition.CloudServerless => (200, true),
            InfluxEdition.CloudDedicated or InfluxEdition.Clustered => (250, false),
            InfluxEdition.Core => (500, true),
            _ => (500, false),
        };
        if (count <= limit)
        {
            return null;
        }

        string message = string.Create(CultureInfo.InvariantCulture, $"'{place.Measurement}' would have {count} columns; {edition} takes {limit}.");
        return isFixed
            ? throw new InfluxException(InfluxErrorId.SchemaConflict, message)
            {
                Target = place.Measurement,
                Advice = "Choose fewer with -Field and -Aggregate, or several targets.",
            }
            : message + " The writes fail unless the limit was raised.";
    }

    private static void CheckNames(PointSchema points, MeasurementLocation place)
    {
        try
        {
            // The encoder knows what line protocol can hold.
            _ = new LineProtocolEncoder(points, new LineProtocolOptions { Measurement = place.Measurement });
            foreach (PointColumn column in points.Columns.Where(column => column.Role != ColumnRole.Time))
            {
                _ = LineEscaping.KeyPrefix(column.Name, out string? problem);
                if (problem is not null)
                {
                    throw new InfluxException(InfluxErrorId.InvalidParameter, $"A column of the target would be called '{column.Name}'. {problem}")
                    {
                        Target = column.Name,
                        Advice = "Give it another name with -NameTemplate, or leave it out with -Field or -Tag.",
                    };
                }
            }
        }
        catch (PointException exception)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"A column of the target cannot be written: {exception.Message}", exception)
            {
                Target = exception.Target,
                Advice = "Give it another name with -NameTemplate, or leave it out with -Field or -Tag.",
            };
        }
    }

    private static InfluxException Conflict(PointColumn column, InfluxField? field, MeasurementLocation place)
    {
        string computed = column.Role == ColumnRole.Tag ? "a tag" : $"a field of type {FieldTypeNames.Of(column.Type)}";
        string stored = field is null ? "a tag" : $"a field of type {FieldTypeNames.Of(field.Type)}";
        bool castable = column.Role == ColumnRole.Field && field is not null;
        return new InfluxException(
            InfluxErrorId.SchemaConflict,
            $"Column '{column.Name}' of '{place.Measurement}' in database '{place.Database}' is {stored}; the job computes {computed}. "
            + (castable
                ? $"Write it as the target has it with -FieldType @{{ {ArgumentText.Of(column.Name)} = '{FieldTypeNames.Of(field!.Type)}' }}, "
                    + "give it another name with -NameTemplate, or choose another -TargetMeasurement."
                : "Choose another -TargetMeasurement, or other columns with -Tag and -Field."))
        {
            Target = column.Name,
        };
    }
}
