using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfluxDownsample.Conformance.Recording;

internal static class Text
{
    /// <summary>Readable: no escapes but the necessary ones.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The beginning of a long text, its length and its hash.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : $"{text[..length]}…[{text.Length} characters, {Hash(text)}]";

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
