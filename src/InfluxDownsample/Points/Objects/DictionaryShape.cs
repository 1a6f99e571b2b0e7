using System.Collections;

namespace InfluxDownsample.Points.Objects;

/// <summary>Hashtables and ordered dictionaries: the entries are the properties.</summary>
internal sealed class DictionaryShape : ObjectShape
{
    private readonly object[] _keys;
    private readonly object[] _otherKeys;

    private DictionaryShape(object[] keys, object[] otherKeys)
        : base([.. keys.Select(static key => new ObjectProperty(NameOf(key)))])
    {
        _keys = keys;
        _otherKeys = otherKeys;
    }

    public static DictionaryShape Of(IDictionary first, Func<string, bool> isUsed)
    {
        ILookup<bool, object> keys = first.Keys.Cast<object>().ToLookup(key => isUsed(NameOf(key)));
        return new DictionaryShape([.. keys[true]], [.. keys[false]]);
    }

    public override bool HasNoOthers(object source)
        => Plain(source) is IDictionary dictionary && dictionary.Count == _keys.Length + _otherKeys.Length && HasOwnKeys(dictionary);

    public override bool TryRead(object source, Span<object?> values)
    {
        var dictionary = (IDictionary)Plain(source);
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Cell(Properties[index].Name, dictionary[_keys[index]]);
        }

        return true;
    }

    // A hashtable finds keys in any case; to InfluxDB they are different names. So its own keys are looked at.
    private bool HasOwnKeys(IDictionary dictionary)
    {
        foreach (object key in dictionary.Keys)
        {
            if (Array.IndexOf(_keys, key) < 0 && Array.IndexOf(_otherKeys, key) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string NameOf(object key) => key.ToString() ?? "";
}
