namespace InfluxDownsample.Conformance.Damaging;

/// <summary>Texts as they arrive when something went wrong on the way to them: cut, with a gap, with a piece twice, with something strange between, in another order.</summary>
internal sealed class Damage(Random random)
{
    private static readonly string[] s_strange =
    [
        "'", "\"", "`", "(", ")", ",", ";", "\\", "\n", "\0", "/", "/*", "--", "$", "$x", "{", "}", "[", "]", ":", "::", "=", "==", " ", "%", "%zz", "&", "?", "#", ".", "-", "+", "e", "9e999",
        "99999999999999999999", "-9223372036854775808", "null", "NaN", "true", "select", " from ", " where ", " group by ", " order by ", " limit ", "fill(", "time(", "tz('", "interval '", "now()",
        "\u00e9", "\u65e5", "\ud83d\ude00", "\ufeff", "\u200b",
    ];

    /// <summary>The text with one fault, now and then with some more.</summary>
    public string Of(string text)
    {
        for (int faults = random.Next(4) == 0 ? random.Next(2, 5) : 1; faults > 0; faults--)
        {
            text = One(text);
        }

        return text;
    }

    private string One(string text)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(random.Next(1, 30), text.Length - at);
        string strange = s_strange[random.Next(s_strange.Length)];
        return random.Next(10) switch
        {
            0 => text[..at],
            1 => text[..at] + text[(at + length)..],
            2 => text[..(at + length)] + text[at..],
            3 => text[..at] + strange + text[(at + length)..],
            4 => text[..at] + strange + text[at..],
            // Brackets and operands by the dozen.
            5 => text[..at] + string.Concat(Enumerable.Repeat(strange, random.Next(2, 60))) + text[at..],
            _ => Swapped(text),
        };
    }

    // A word in the place of another: what can still be read, and means something else.
    private string Swapped(string text)
    {
        string[] words = text.Split(' ');
        (int one, int other) = (random.Next(words.Length), random.Next(words.Length));
        (words[one], words[other]) = random.Next(2) == 0 ? (words[other], words[one]) : (words[other], words[other]);
        return string.Join(' ', words);
    }
}
