using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// A row of a query result. Its columns are its properties (<see cref="InfluxPointAdapter"/>); it holds no values of its own but looks into its batch,
/// until a property is assigned: such values lie over the batch and change this row only.
/// No public property here, for PowerShell would show it among the columns.
/// </summary>
public sealed class InfluxPoint
{
    private static readonly object s_notAssigned = new();

    private object?[]? _assigned;

    internal InfluxPoint(InfluxBatch source, int row)
    {
        Source = source;
        Row = row;
    }

    /// <summary>The batch this point looks into.</summary>
    internal InfluxBatch Source { get; }

    /// <summary>The data of that batch.</summary>
    internal PointBatch Batch => Source.Columns;

    /// <summary>The row in that batch.</summary>
    internal int Row { get; }

    /// <summary>True when a property has been assigned, so that the batch alone does not tell this point's values.</summary>
    internal bool IsModified => _assigned is not null;

    /// <summary>The exact time in a column, in nanoseconds since 1970-01-01 UTC; the property itself shows a <see cref="DateTime"/>, which counts 100 ns.</summary>
    /// <param name="column">The name of the column.</param>
    /// <exception cref="InfluxException">There is no such column, or it holds no time in this row.</exception>
    public long GetNanoseconds(string column = "time")
    {
        PointProperty property = Source.Shape.Find(column)
            ?? throw new InfluxException(InfluxErrorId.ColumnNotFound, $"There is no column '{column}'.") { Target = column };
        return TryGetAssigned(property.Ordinal, out object? value) && value is long nanoseconds && IsTime(property.Ordinal)
            ? nanoseconds
            : Batch.GetNanoseconds(Row, property.Ordinal);
    }

    /// <summary>The value as people see it: <see cref="DateTime"/> (UTC), text, long, ulong, double, bool or null.</summary>
    internal object? GetValue(int ordinal)
    {
        if (!TryGetAssigned(ordinal, out object? value))
        {
            return Batch.GetValue(Row, ordinal);
        }

        return value is long nanoseconds && IsTime(ordinal) ? UnixNanoseconds.ToDateTime(nanoseconds) : value;
    }

    /// <summary>An assigned value, in the column's type: of a time column the nanoseconds as long; null where null was assigned.</summary>
    /// <returns>False when the column has not been assigned and the batch has its value.</returns>
    internal bool TryGetAssigned(int ordinal, out object? value)
    {
        value = _assigned?[ordinal];
        return _assigned is not null && !ReferenceEquals(value, s_notAssigned);
    }

    /// <summary>Lays a value over the batch's.</summary>
    /// <exception cref="PointException">The column's type cannot hold the value as it is.</exception>
    internal void SetValue(int ordinal, object? value)
    {
        object? converted = ColumnValue.Convert(Batch.Schema.Columns[ordinal], value);
        Assigned()[ordinal] = converted;
    }

    /// <summary>The same row in a batch that has some of the columns, with what was assigned to them.</summary>
    internal InfluxPoint In(InfluxBatch other)
    {
        var point = new InfluxPoint(other, Row);
        if (IsModified)
        {
            foreach (PointProperty property in other.Shape.Properties)
            {
                if (TryGetAssigned(Batch.Schema.IndexOf(property.Name), out object? value))
                {
                    point.Assigned()[property.Ordinal] = value;
                }
            }
        }

        return point;
    }

    /// <summary>All columns with their values, the way PowerShell prints a custom object.</summary>
    public override string ToString()
        => "@{" + string.Join("; ", Source.Shape.Properties.Select(property =>
            string.Create(CultureInfo.InvariantCulture, $"{property.Name}={GetValue(property.Ordinal)}"))) + "}";

    private bool IsTime(int ordinal) => Batch.Schema.Columns[ordinal].Type == PointType.Timestamp;

    private object?[] Assigned()
    {
        if (_assigned is null)
        {
            _assigned = new object?[Batch.Schema.Columns.Count];
            Array.Fill(_assigned, s_notAssigned);
        }

        return _assigned;
    }
}
