using System.Text;

namespace InfluxDownsample.Core.Points;

/// <summary>UTF-8 that refuses half a surrogate pair instead of replacing it in silence.</summary>
internal static class StrictUtf8
{
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
