using System.Text;

namespace InfluxDownsample.Core.Errors;

/// <summary>Names as they are typed in a command, for messages that say what to type.</summary>
internal static class ArgumentText
{
    /// <summary>A name as an argument, or as the key of a hashtable: in quotes where it needs them.</summary>
    public static string Of(string name)
    {
        if (name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return name;
        }

        var quoted = new StringBuilder("'");
        foreach (char c in name)
        {
            // PowerShell takes typographic quotes for plain ones.
            quoted.Append(c, c is '\'' or >= '\u2018' and <= '\u201B' ? 2 : 1);
        }

        return quoted.Append('\'').ToString();
    }
}
