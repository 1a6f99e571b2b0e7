using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Connections;

/// <summary>The only place where a token is turned into text (for a header) or from text (as typed).</summary>
internal static class TokenText
{
    /// <summary>White space around it is no part of a token: a file of one ends with a line break.</summary>
    public static SecureString? Protect(string text)
    {
        text = text.Trim();
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

    /// <summary>The same token without white space around it.</summary>
    public static SecureString? Trim(SecureString? token)
    {
        string text = token is null ? "" : Reveal(token);
        return text.Length > 0 && text.Length == text.Trim().Length ? token : Protect(text);
    }

    /// <summary>A token travels in a header, which holds no line breaks and no other than ASCII characters.</summary>
    /// <param name="token">The token.</param>
    /// <param name="parameter">Where it came from.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>; the token is not told.</exception>
    public static SecureString? Require(SecureString? token, string parameter)
    {
        if (token is not null && Reveal(token).AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new InfluxException(
                InfluxErrorId.InvalidParameter, $"The token of '{parameter}' holds a line break or another character that no token has.")
            {
                Target = parameter,
                Advice = "Give the token alone, on one line.",
            };
        }

        return token;
    }

    /// <summary>Tells two tokens apart and shows neither; empty for none.</summary>
    public static string Digest(SecureString? token) => token is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Reveal(token))));

    /// <summary>All of its characters: .NET's own ways to the text end at a zero.</summary>
    public static string Reveal(SecureString token)
    {
        IntPtr text = Marshal.SecureStringToGlobalAllocUnicode(token);
        try
        {
            return Marshal.PtrToStringUni(text, token.Length);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }
}
