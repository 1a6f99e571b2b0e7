using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Points.Objects;

/// <summary>One column on the way from objects to a batch: its values wait, row by row, until its type is decided.</summary>
/// <param name="name">The property's name.</param>
/// <param name="isTime">The column holds the time.</param>
/// <param name="isAsked">The user named the column's type.</param>
/// <param name="culture">In which culture numbers in text are written; null takes a decimal point.</param>
internal sealed class ObjectColumn(string name, bool isTime, bool isAsked, CultureInfo? culture)
{
    private readonly SeenTypes _seen = new(culture);
    private object?[] _values = new object?[16];
    private PointColumn? _said;
    private TypeOrigin _origin;
    private StoredColumn? _conflict;
    private bool _isProvisional;
    private bool _mayConvert;

    public string Name => name;

    /// <summary>The column as decided, for the whole call; null, or without a type, as long as it has no value.</summary>
    public PointColumn? Decided { get; private set; }

    /// <summary>Whether the type is open still.</summary>
    public bool IsOpen => Decided is null || Decided.Type == PointType.Null || _isProvisional;

    /// <summary>The kinds of values seen while the type was open.</summary>
    public SeenTypes Seen => _seen;

    /// <summary>Notes what the server said of the column; its first word counts.</summary>
    public void Say(PointColumn? said) => _said ??= said;

    public void Set(int row, object? value)
    {
        if (row >= _values.Length)
        {
            Array.Resize(ref _values, Math.Max(_values.Length * 2, row + 1));
        }

        _values[row] = isTime ? value : ObjectCell.Field(value);
    }

    /// <summary>The text that all waiting rows have; null where they differ, or are none.</summary>
    /// <param name="rows">How many rows wait.</param>
    public string? FindOnlyText(int rows)
        => rows > 0 && rows <= _values.Length && _values[0] is string first && _values.Take(rows).All(first.Equals) ? first : null;

    /// <summary>Looks at the value of a row that is to stay.</summary>
    public void Keep(int row)
    {
        if (IsOpen && row < _values.Length && _values[row] is { } value)
        {
            _seen.Add(value);
        }
    }

    /// <summary>Decides the type: the target's where it has the column, else by what was seen.</summary>
    /// <param name="decide">Makes the column of a name, a type and what the server said of its role.</param>
    /// <param name="stored">What the target has, where it is to be asked; else null.</param>
    /// <param name="inferred">What the texts of the column hold, where that is to count; null takes them as texts.</param>
    /// <param name="acceptPartial">Whether what does not fit the target is left to the server; else it is a conflict while the type is decided.</param>
    public void Decide(Func<string, PointType, ColumnRole?, PointColumn> decide, StoredColumn? stored, PointType? inferred, bool acceptPartial)
    {
        bool isSaid = _said is not null && _said.Type != PointType.Null;
        stored = isAsked || isSaid || _said?.Role == ColumnRole.Tag || _seen.IsEmpty ? null : stored;
        bool hasOther = stored is not null && _seen.HasOtherKindThan(stored.Column.Type);
        // Values all of one kind that the target does not take are the server's to refuse; what comes after them is decided anew.
        _isProvisional = acceptPartial && hasOther && !_seen.AreMixed;
        _conflict = acceptPartial ? null : stored;
        PointType? target = stored is { Column: { IsTag: false } column } && !_isProvisional && (!acceptPartial || hasOther || IsTaken(column))
            ? column.Type : null;
        _mayConvert = isAsked || inferred is not null || target is PointType.Integer or PointType.Unsigned or PointType.Float;
        _origin = isAsked ? TypeOrigin.FieldType : target is not null ? TypeOrigin.Target : inferred is not null ? TypeOrigin.Texts : TypeOrigin.FirstRows;
        Decided = isSaid ? _said : decide(name, target ?? inferred ?? _seen.Type, _said?.Role);
    }

    /// <summary>Takes the values of the waiting rows into the decided type.</summary>
    /// <param name="builder">Gets them; a value that does not fit becomes null there.</param>
    /// <param name="rows">How many rows wait.</param>
    /// <param name="times">Reads times.</param>
    /// <param name="refuse">Gets the rows whose value does not fit.</param>
    public void MoveTo(ColumnBuilder builder, int rows, TimeReader times, Action<int, InfluxException> refuse)
    {
        Func<object, InfluxException> noFit = Misfits;
        for (int row = 0; row < rows; row++)
        {
            try
            {
                object? value = row < _values.Length ? _values[row] : null;
                if (_conflict is not null && value is not null && IsNever(value, _conflict.Column))
                {
                    throw noFit(value);
                }

                ObjectFit.Add(Decided!, value, _mayConvert, culture, times, noFit, builder);
            }
            catch (InfluxException reason)
            {
                builder.AddNull();
                refuse(row, reason);
            }
        }

        Array.Clear(_values, 0, Math.Min(rows, _values.Length));
        // Rows that come when something may be stored are refused one by one.
        _conflict = null;
    }

    // By their types: all of them go into the target's column.
    private bool IsTaken(TargetColumn column) => _seen.Type == column.Type || FittedField.Fits(_seen.Type, column);

    // Floats that happen to be whole numbers are not taken for integers unless that is said.
    private static bool IsNever(object value, TargetColumn column)
        => !ObjectFit.IsTime(value) && (column.IsTag || (value is double && column.Type is PointType.Integer or PointType.Unsigned));

    private InfluxException Misfits(object value)
        => _origin == TypeOrigin.Target && ObjectFit.IsTime(value) ? ObjectFit.NotATime(Decided!)
            : _conflict is { } stored ? FittedField.Conflict(name, ObjectCell.TypeOf(value), value, stored.Column, stored.Measurement, culture)
            : Misfit.Of(Decided!, value, _origin, culture);
}
