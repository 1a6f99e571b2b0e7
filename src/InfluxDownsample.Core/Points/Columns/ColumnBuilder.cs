namespace InfluxDownsample.Core.Points.Columns;

/// <summary>Builds one column of a batch from values of its type.</summary>
internal sealed class ColumnBuilder
{
    private readonly PointType _type;
    private readonly WordBuilder? _words;
    private readonly TextBuilder? _text;
    private readonly BooleanBuilder? _booleans;
    private readonly List<object?>? _others;

    public ColumnBuilder(PointType type, int capacity)
    {
        _type = type;
        switch (type)
        {
            case PointType.Null: break;
            case PointType.String: _text = new TextBuilder(capacity); break;
            case PointType.Boolean: _booleans = new BooleanBuilder(capacity); break;
            case PointType.Other or PointType.Decimal: _others = new List<object?>(capacity); break;
            default: _words = new WordBuilder(type, capacity); break;
        }
    }

    public void AddNull()
    {
        _words?.AddNull();
        _text?.AddNull();
        _booleans?.AddNull();
        _others?.Add(null);
    }

    /// <summary>Adds a timestamp (ns), an integer, or the bits of an unsigned integer or float, to a column of such.</summary>
    public void AddWord(long word) => _words!.Add(word);

    public void AddText(string text) => _text!.Add(text);

    public void AddBoolean(bool value) => _booleans!.Add(value);

    /// <summary>Adds a value that is kept as an object, to a column of such.</summary>
    public void AddOther(object value) => _others!.Add(value);

    /// <summary>Copies one cell of a column of the same type.</summary>
    public void AddFrom(ColumnValues source, int storedRow)
    {
        if (source.IsNull(storedRow))
        {
            AddNull();
            return;
        }

        switch (source)
        {
            case WordValues words: _words!.Add(words.Int64(storedRow)); break;
            case TextValues text: _text!.Add(text.Utf8(storedRow)); break;
            case BooleanValues booleans: _booleans!.Add(booleans.Boolean(storedRow)); break;
            default: _others!.Add(source.Get(storedRow)); break;
        }
    }

    public ColumnValues Build() => _type switch
    {
        PointType.Null => new NullValues(),
        PointType.String => _text!.Build(),
        PointType.Boolean => _booleans!.Build(),
        PointType.Other or PointType.Decimal => new OtherValues([.. _others!]),
        _ => _words!.Build(),
    };
}
