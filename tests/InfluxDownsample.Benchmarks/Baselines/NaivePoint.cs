using System.Globalization;
using System.Text;

namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>
/// The naive way, kept beside the encoder to measure against: one builder object per row with sorted tags and boxed fields,
/// each part escaped and formatted to a string of its own, all joined.
/// </summary>
internal sealed class NaivePoint(string measurement)
{
    private readonly SortedDictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, object> _fields = new(StringComparer.Ordinal);
    private long _time;

    public NaivePoint Tag(string key, string value)
    {
        _tags[key] = value;
        return this;
    }

    public NaivePoint Field(string key, object value)
    {
        _fields[key] = value;
        return this;
    }

    public NaivePoint Time(long nanoseconds)
    {
        _time = nanoseconds;
        return this;
    }

    public string ToLine()
    {
        var line = new StringBuilder(Escape(measurement, " ,"));
        foreach ((string key, string value) in _tags)
        {
            line.Append(',').Append(Escape(key, " ,=")).Append('=').Append(Escape(value, " ,="));
        }

        line.Append(' ').Append(string.Join(',', _fields.Select(static field => Escape(field.Key, " ,=") + "=" + Format(field.Value))));
        return line.Append(' ').Append(_time.ToString(CultureInfo.InvariantCulture)).ToString();
    }

    private static string Format(object value) => value switch
    {
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "i",
        bool flag => flag ? "true" : "false",
        _ => "\"" + value + "\"",
    };

    private static string Escape(string text, string special)
    {
        var escaped = new StringBuilder();
        foreach (char character in text)
        {
            if (special.Contains(character))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
