using System.Globalization;
using System.Numerics;
using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// The values for a statement's placeholders, apart by who writes them into the ticket: text, booleans and small integers the official client, all others
/// <see cref="QueryContent"/>. The client would change them (a float loses digits, and its point where it is whole) or refuses them.
/// </summary>
internal sealed class QueryParameters
{
    private QueryParameters(Dictionary<string, object> bound, Dictionary<string, object?> exact)
    {
        Bound = bound;
        Exact = exact;
    }

    /// <summary>What the official client sends as it is: <see cref="string"/>, <see cref="bool"/>, <see cref="int"/>.</summary>
    public Dictionary<string, object> Bound { get; }

    /// <summary>What it cannot send: <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> and null.</summary>
    public IReadOnlyDictionary<string, object?> Exact { get; }

    /// <exception cref="InfluxException">A value that no ticket can hold.</exception>
    public static QueryParameters Of(IReadOnlyDictionary<string, object?>? parameters)
    {
        Dictionary<string, object> bound = [];
        Dictionary<string, object?> exact = [];
        foreach ((string given, object? value) in parameters ?? new Dictionary<string, object?>())
        {
            string name = WellFormed(given.TrimStart('$'));
            bound.Remove(name);
            exact.Remove(name);
            switch (Sent(given, value))
            {
                case (string or bool) and var sent:
                    bound.Add(name, sent);
                    break;
                case long number and >= int.MinValue and <= int.MaxValue:
                    bound.Add(name, (int)number);
                    break;
                case var sent:
                    exact.Add(name, sent);
                    break;
            }
        }

        return new QueryParameters(bound, exact);
    }

    /// <summary>Half of a surrogate pair is no text, and a ticket with one is no ticket.</summary>
    public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    // A number without a fraction is an integer for the server, unsigned when it is not negative (wire reference 1.2): the width does not matter to it.
    private static object? Sent(string name, object? value) => value switch
    {
        null or bool => value,
        string text => WellFormed(text),
        char character => WellFormed(character.ToString()),
        ulong and > long.MaxValue => value,
        sbyte or short or int or long or byte or ushort or uint or ulong => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        // As ConvertFrom-Json reads a whole number beyond 63 bits.
        BigInteger number when number >= long.MinValue && number <= long.MaxValue => (long)number,
        BigInteger number when number > 0 && number <= ulong.MaxValue => (ulong)number,
        BigInteger => throw new InfluxException(InfluxErrorId.InvalidParameter, $"Query parameter '{name}' is a whole number of more than 64 bits.")
        {
            Target = name,
            Advice = "Send it as text or as a float.",
        },
        float or double or decimal => Finite(name, Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        // Arrays and objects are refused by the server; a time travels as text and is cast in the statement (wire reference 1.2).
        DateTime time => TextOf(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime()),
        DateTimeOffset time => TextOf(time.UtcDateTime),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new InfluxException(
            InfluxErrorId.InvalidParameter, $"Query parameter '{name}' is of type {value.GetType().Name}; text, numbers, booleans, times and null can be sent.")
        {
            Target = name,
        },
    };

    private static double Finite(string name, double number) => double.IsFinite(number)
        ? number
        : throw new InfluxException(InfluxErrorId.InvalidParameter, $"Query parameter '{name}' is not a finite number.") { Target = name };

    private static string TextOf(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
