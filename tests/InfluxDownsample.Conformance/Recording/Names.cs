using System.Text;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>What the placeholders of a case stand for.</summary>
internal sealed record Names(string Database, string Token)
{
    /// <summary>The name of database 1, 2, ….</summary>
    public string Of(int number) => number == 1 ? Database : $"{Database}_{number}";

    public string Fill(string text) => text
        .Replace("{db}", Database, StringComparison.Ordinal).Replace("{db2}", Of(2), StringComparison.Ordinal).Replace("{db3}", Of(3), StringComparison.Ordinal)
        .Replace("{token}", Token, StringComparison.Ordinal)
        .Replace("{basic}", Convert.ToBase64String(Encoding.UTF8.GetBytes($"any:{Token}")), StringComparison.Ordinal);

    /// <summary>The opposite, for answers.</summary>
    public string Mask(string text)
    {
        if (Database.Length > 0)
        {
            text = text.Replace(Of(3), "{db3}", StringComparison.Ordinal).Replace(Of(2), "{db2}", StringComparison.Ordinal).Replace(Database, "{db}", StringComparison.Ordinal);
        }

        return Token.Length > 3 ? text.Replace(Token, "{token}", StringComparison.Ordinal) : text;
    }
}
