using System.Globalization;

namespace InfluxDownsample.Core.Errors;

/// <summary>Keeps messages readable: a line, a text or a server's answer may be megabytes long, and whole it would bury what is wrong with it.</summary>
internal static class ErrorText
{
    /// <summary>The longest piece of input that a message repeats, in characters.</summary>
    public const int QuoteLength = 200;

    /// <summary>The longest part of a message that a server wrote.</summary>
    public const int ServerLength = 1000;

    /// <summary>The longest message.</summary>
    public const int MessageLength = 4000;

    /// <summary>A piece of input for a message.</summary>
    public static string Quote(string text) => Shorten(text, QuoteLength);

    /// <summary>The text, or its beginning and how long it is.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length} characters)");
    }
}
