using System.Net;
using System.Security;

namespace InfluxDownsample.Core.Connections;

/// <summary>The only place where a token is turned into text (for a header) or from text (as typed).</summary>
internal static class TokenText
{
    public static SecureString? Protect(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var token = new SecureString();
        foreach (char character in text)
        {
            token.AppendChar(character);
        }

        token.MakeReadOnly();
        return token;
    }

    public static string Reveal(SecureString token) => new NetworkCredential("", token).Password;
}
