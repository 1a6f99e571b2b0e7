using System.Globalization;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// The values that a column had in the first rows. The kind that most of them have decides between text, boolean, number and time, so that one wrong value
/// anywhere decides nothing; among numbers float is the widest.
/// </summary>
/// <param name="culture">In which culture numbers in text are written; null takes a decimal point.</param>
internal sealed class SeenTypes(CultureInfo? culture)
{
    private int _texts;
    private int _booleans;
    private int _times;
    private int _numbers;
    private PointType _first = PointType.Null;
    private PointType _number = PointType.Null;
    private bool _isLarge;
    private bool _isNegative;
    private bool _areIntegers = true;
    private bool _areUnsigned = true;
    private bool _areFloats = true;
    private bool _areBooleans = true;
    private bool _areNumbers = true;
    private NumberWriting _writing;
    private string? _firstNotPlain;
    private string? _firstLarge;
    private bool _hasContent;
    private int _contents;
    private int _floatTexts;
    private int _booleanTexts;
    private string? _firstNoFloat;
    private string? _firstNoBoolean;

    /// <summary>Whether there were values, and all of them texts.</summary>
    public bool AreTexts => _texts > 0 && _booleans + _times + _numbers == 0;

    /// <summary>Whether there was no value.</summary>
    public bool IsEmpty => _texts + _booleans + _times + _numbers == 0;

    /// <summary>The type that most values ask for; where two kinds are equally many, the first one's.</summary>
    public PointType Type
    {
        get
        {
            int most = Math.Max(Math.Max(_texts, _booleans), Math.Max(_times, _numbers));
            return most == 0 ? PointType.Null
                : CountOf(_first) == most ? Kind(_first)
                : most == _numbers ? Kind(PointType.Integer)
                : most == _texts ? PointType.String
                : most == _booleans ? PointType.Boolean
                : PointType.Timestamp;
        }
    }

    /// <summary>
    /// What the texts hold: integers, unsigned ones, floats or booleans where all that are not empty do, else text; null where all are empty.
    /// </summary>
    public PointType Inferred => !_hasContent ? PointType.Null
        : _areIntegers ? PointType.Integer
        : _areUnsigned ? PointType.Unsigned
        : _areFloats ? PointType.Float
        : _areBooleans ? PointType.Boolean
        : PointType.String;

    /// <summary>The first text for which the column is one of text, where at least half of its texts are numbers, or booleans; else null.</summary>
    public string? OddText => Inferred != PointType.String ? null
        : _floatTexts * 2 >= _contents ? _firstNoFloat
        : _booleanTexts * 2 >= _contents ? _firstNoBoolean
        : null;

    /// <summary>Whether the texts are numbers, in whatever way they are written.</summary>
    public bool LooksLikeNumbers => _hasContent && (AreWhole || _areNumbers);

    /// <summary>In which ways those of the texts are written that are no plain numbers.</summary>
    public NumberWriting Writing => _writing | (_firstLarge is null || AreWhole ? NumberWriting.Plain : NumberWriting.Large);

    /// <summary>The first of the texts that is no plain number, or a larger one than the type of the others holds; null where there is none.</summary>
    public string? NotPlain => _firstNotPlain ?? (AreWhole ? null : _firstLarge);

    // And one type holds them all.
    private bool AreWhole => _areIntegers || _areUnsigned;

    /// <summary>Whether values of another kind than that of a stored column were seen: of text, boolean and number.</summary>
    public bool HasOtherKindThan(PointType stored) => stored switch
    {
        PointType.String => _booleans + _numbers > 0,
        PointType.Boolean => _texts + _numbers > 0,
        PointType.Integer or PointType.Unsigned or PointType.Float => _texts + _booleans > 0,
        _ => false,
    };

    /// <summary>Whether values of more than one kind were seen.</summary>
    public bool AreMixed => Math.Sign(_texts) + Math.Sign(_booleans) + Math.Sign(_times) + Math.Sign(_numbers) > 1;

    public void Add(object value)
    {
        PointType type = ObjectCell.TypeOf(value);
        _first = _first == PointType.Null ? type : _first;
        switch (value)
        {
            case string text:
                _texts++;
                Look(text);
                break;
            case bool:
                _booleans++;
                break;
            case long or ulong or double:
                _numbers++;
                _isLarge |= value is ulong and > long.MaxValue;
                _isNegative |= value is long and < 0;
                _number = Wider(_number, type);
                break;
            default:
                _times++;
                break;
        }
    }

    private void Look(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        _hasContent = true;
        _contents++;
        bool isBoolean = bool.TryParse(text, out _);
        string number = NumberText.WithPoint(text, culture);
        bool isFloat = IsFloat(number);
        bool isLarge = !isFloat && IsWhole(number);
        _booleanTexts += isBoolean ? 1 : 0;
        _floatTexts += isFloat || isLarge ? 1 : 0;
        _firstNoBoolean ??= isBoolean ? null : text;
        _firstNoFloat ??= isFloat || isLarge ? null : text;
        _firstLarge ??= isLarge ? text : null;
        _areBooleans &= isBoolean;
        _areIntegers = _areIntegers && IsInteger(number);
        _areUnsigned = _areUnsigned && IsUnsigned(number);
        _areFloats &= isFloat;
        if (!isFloat && !isLarge && _areNumbers)
        {
            NumberWriting writing = WritingOf(text);
            _areNumbers = writing != NumberWriting.Plain;
            _writing |= writing;
            _firstNotPlain ??= text;
        }
    }

    // 1,234 may be either; a culture that is named writes its decimals otherwise.
    private NumberWriting WritingOf(string text)
    {
        bool isGrouped = NumberText.HasGroupedDigits(text);
        bool hasOtherSign = NumberText.HasOtherDecimalSign(text, culture) && IsFloat(text.Replace(',', '.'));
        return isGrouped && hasOtherSign ? (culture is null ? NumberWriting.OtherSignOrGrouped : NumberWriting.Grouped)
            : isGrouped ? NumberWriting.Grouped
            : hasOtherSign ? NumberWriting.OtherSign
            : IsUnusual(NumberText.WithPoint(text.Trim(), culture)) ? NumberWriting.Unusual
            : NumberWriting.Plain;
    }

    // +5, .5 and ' 5 ', which -FieldType takes; 007 is a name more often.
    private static bool IsUnusual(string text)
    {
        string digits = text.StartsWith('+') ? text[1..] : text;
        return IsFloat(digits.StartsWith('.') ? "0" + digits : digits.StartsWith("-.", StringComparison.Ordinal) ? "-0" + digits[1..] : digits);
    }

    private static bool IsInteger(string text)
        => IsPlain(text) && text != "-0" && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsUnsigned(string text) => IsPlain(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsWhole(string text) => IsPlain(text) && ExactNumber.IsWhole(text);

    private static bool IsFloat(string text)
        => IsPlain(text) && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) && ExactNumber.TryToDouble(text, out _);

    // 007 and +5 are names more often than numbers, and would not come back as they were.
    private static bool IsPlain(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return digits.Length > 0 && char.IsAsciiDigit(digits[0]) && (digits.Length == 1 || digits[0] != '0' || !char.IsAsciiDigit(digits[1]));
    }

    private int CountOf(PointType type) => type switch
    {
        PointType.String => _texts,
        PointType.Boolean => _booleans,
        PointType.Timestamp => _times,
        PointType.Null => 0,
        _ => _numbers,
    };

    // A signed column does not hold 2^63, an unsigned one holds no -1.
    private PointType Kind(PointType type)
        => type is not (PointType.Integer or PointType.Unsigned or PointType.Float) ? type
            : _number == PointType.Integer && _isLarge && !_isNegative ? PointType.Unsigned
            : _number;

    private static PointType Wider(PointType known, PointType next) => (known, next) switch
    {
        (PointType.Null, _) => next,
        (PointType.Integer or PointType.Unsigned, PointType.Float) => PointType.Float,
        (PointType.Unsigned, PointType.Integer) => PointType.Integer,
        _ => known,
    };
}
