using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// A row of a query result. Its columns are the properties of its class (<see cref="PointClass"/>); it holds no values of its own but looks into its batch,
/// until a property is assigned: such values lie over the batch and change this row only.
/// No public property here, for PowerShell would show it among the columns.
/// </summary>
public abstract class InfluxPoint
{
    /// <summary>The name of this class; those of points begin with it.</summary>
    internal const string TypeName = "InfluxDownsample.Points.InfluxPoint";

    /// <summary>What those names go on with where properties are called otherwise than their columns: copies tell it by nothing else.</summary>
    internal const string RenamedTypeName = TypeName + "Renamed";

    /// <summary>What the getters of columns call.</summary>
    internal const string ReadName = nameof(Read);

    /// <summary>What the setters of columns call.</summary>
    internal const string AssignName = nameof(Assign);

    private static readonly object s_notAssigned = new();

    private object?[]? _assigned;

    /// <summary>Creates the view of a row.</summary>
    /// <param name="source">The batch.</param>
    /// <param name="row">The row in it.</param>
    protected InfluxPoint(InfluxBatch source, int row)
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

    /// <summary>
    /// The exact time in a column, in nanoseconds since 1970-01-01 UTC; the property itself shows a <see cref="DateTime"/> (<see cref="ExactTime"/>).
    /// </summary>
    /// <param name="column">The name of the column.</param>
    /// <exception cref="InfluxException">There is no such column, or it holds no time in this row.</exception>
    public long GetNanoseconds(string column = "time")
    {
        int ordinal = Source.PointClass.IndexOf(Batch.Schema, column);
        if (ordinal < 0)
        {
            throw new InfluxException(InfluxErrorId.ColumnNotFound, $"There is no column '{column}'.") { Target = column };
        }

        return TryGetAssigned(ordinal, out object? value) && value is long nanoseconds && IsTime(ordinal) ? nanoseconds : Batch.GetNanoseconds(Row, ordinal);
    }

    /// <summary>The value of a column as people see it: <see cref="DateTime"/> (UTC), text, long, ulong, double, bool or null.</summary>
    /// <param name="ordinal">The position of the column.</param>
    protected internal object? Read(int ordinal)
    {
        if (!TryGetAssigned(ordinal, out object? value))
        {
            value = Batch.GetValue(Row, ordinal);
            return value is DateTime ? ExactTime.Of(Batch.GetNanoseconds(Row, ordinal), value) : value;
        }

        return value is long nanoseconds && IsTime(ordinal) ? ExactTime.Of(nanoseconds) : value;
    }

    /// <summary>Lays a value over the batch's.</summary>
    /// <param name="ordinal">The position of the column.</param>
    /// <param name="value">The value, which the column's type must be able to hold as it is.</param>
    protected void Assign(int ordinal, object? value)
    {
        object? converted = ColumnValue.Convert(Batch.Schema.Columns[ordinal], value is PSObject wrapped ? wrapped.BaseObject : value);
        Assigned()[ordinal] = converted;
    }

    /// <summary>An assigned value, in the column's type: of a time column the nanoseconds as long; null where null was assigned.</summary>
    /// <returns>False when the column has not been assigned and the batch has its value.</returns>
    internal bool TryGetAssigned(int ordinal, out object? value)
    {
        value = _assigned?[ordinal];
        return _assigned is not null && !ReferenceEquals(value, s_notAssigned);
    }

    /// <summary>The same row in a batch that has some of the columns, with what was assigned to them.</summary>
    internal InfluxPoint In(InfluxBatch other)
    {
        InfluxPoint point = other.PointAt(Row);
        if (IsModified)
        {
            for (int ordinal = 0; ordinal < other.Schema.Columns.Count; ordinal++)
            {
                if (TryGetAssigned(Batch.Schema.IndexOf(other.Schema.Columns[ordinal].Name), out object? value))
                {
                    point.Assigned()[ordinal] = value;
                }
            }
        }

        return point;
    }

    /// <summary>All columns with their values, the way PowerShell prints a custom object.</summary>
    public override string ToString()
        => "@{" + string.Join("; ", Source.PointClass.Names.Select((name, ordinal) => string.Create(CultureInfo.InvariantCulture, $"{name}={Read(ordinal)}")))
            + "}";

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
