using System.IO.Compression;
using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Connections;

/// <summary>
/// Reads connection strings in the official clients' form: <c>https://host:8181?token=T&amp;database=D&amp;precision=ms</c> (wire reference 10.1).
/// </summary>
public static class ConnectionString
{
    private static readonly Dictionary<string, Func<ConnectionSettings, string, ConnectionSettings>> s_keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["token"] = static (settings, value) => settings with { Token = TokenText.Require(TokenText.Protect(value), "token") },
        ["database"] = static (settings, value) => settings with { Database = value },
        ["bucket"] = static (settings, value) => settings with { Database = value },
        ["org"] = static (settings, value) => settings with { Organization = value },
        ["authScheme"] = static (settings, value) => settings with { AuthScheme = ReadEnum<InfluxAuthScheme>("authscheme", value) },
        ["edition"] = static (settings, value) => settings with { Edition = ReadEnum<InfluxEdition>("edition", value) },
        ["precision"] = static (settings, value) => settings with { Precision = ReadPrecision("precision", value) },
        ["gzipThreshold"] = static (settings, value) => settings with { GzipThreshold = ReadInt("gzipthreshold", value) },
        ["gzipLevel"] = static (settings, value) => settings with { GzipLevel = ReadGzipLevel("gziplevel", value) },
        ["writeNoSync"] = static (settings, value) => settings with { NoSync = ReadBool("writenosync", value) },
        ["writeAcceptPartial"] = static (settings, value) => settings with { AcceptPartial = ReadBool("writeacceptpartial", value) },
        ["writeUseV2Api"] = static (settings, value) => settings with { UseV2Api = ReadBool("writeusev2api", value) },
        // Answers are read whether compressed or not, so there is nothing to switch off.
        ["disableGrpcCompression"] = static (settings, value) => ReadBool("disablegrpccompression", value) ? settings : settings,
    };

    /// <summary>The keys that are understood, as they are usually written.</summary>
    public static IReadOnlyCollection<string> Keys => s_keys.Keys;

    /// <summary>
    /// True when the text can only be meant as a connection string, right or wrong, not as the name of a connection. What has keys may hold a token and must
    /// not be repeated.
    /// </summary>
    public static bool LooksLikeOne(string text)
        => text.Contains("://", StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal)
            || text.Contains("token=", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads a connection string. Keys are compared without regard to case; unknown ones are errors, so that a typo changes nothing silently.
    /// </summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>; the message never repeats a value of the query part.</exception>
    public static ConnectionSettings Parse(string text)
    {
        int question = text.IndexOf('?', StringComparison.Ordinal);
        string address = question < 0 ? text : text[..question];
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw Malformed("it does not begin with an address such as https://host:8181");
        }

        var settings = new ConnectionSettings { Uri = uri };
        if (question >= 0)
        {
            foreach (string pair in text[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                settings = Apply(settings, pair);
            }
        }

        settings.Validate();
        return settings;
    }

    private static ConnectionSettings Apply(ConnectionSettings settings, string pair)
    {
        int equals = pair.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw Malformed("each part after '?' must be key=value");
        }

        string key = pair[..equals].ToLowerInvariant();
        // '+' stays a plus: tokens contain it and the official clients do not encode it.
        string value = Uri.UnescapeDataString(pair[(equals + 1)..]);
        return s_keys.TryGetValue(key, out Func<ConnectionSettings, string, ConnectionSettings>? set)
            ? set(settings, value)
            : throw Malformed($"it has the unknown key '{key}'", NearNames.Suggest(key, Keys, kind: null));
    }

    internal static T ReadEnum<T>(string key, string value)
        where T : struct, Enum
        => Enum.TryParse(value, ignoreCase: true, out T result) && Enum.IsDefined(result) ? result : throw BadValue(key, string.Join(", ", Enum.GetNames<T>()));

    internal static WritePrecision ReadPrecision(string key, string value)
        => WritePrecisions.TryParse(value, out WritePrecision precision) ? precision : throw BadValue(key, "ns, us, ms, s");

    internal static CompressionLevel ReadGzipLevel(string key, string value)
        => Enum.TryParse(value, ignoreCase: true, out CompressionLevel level) && level is CompressionLevel.Fastest or CompressionLevel.Optimal
            or CompressionLevel.SmallestSize ? level : throw BadValue(key, "Fastest, Optimal, SmallestSize");

    internal static int ReadInt(string key, string value)
        => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int result) ? result : throw BadValue(key, "a whole number");

    internal static bool ReadBool(string key, string value) => value.ToLowerInvariant() switch
    {
        "true" or "1" or "t" or "yes" or "on" => true,
        "false" or "0" or "f" or "no" or "off" => false,
        _ => throw BadValue(key, "true or false"),
    };

    // Says what the value may be, not what it is: it may be a token in the wrong place.
    internal static InfluxException BadValue(string key, string values)
        => new(InfluxErrorId.InvalidParameter, $"'{key}' has a value that it cannot take. It takes: {values}.") { Target = key };

    private static InfluxException Malformed(string reason, string suggestion = "")
        => new(InfluxErrorId.InvalidParameter, $"The connection string is malformed: {reason}. {suggestion}".TrimEnd())
        {
            Advice = "Write it as https://host:8181?token=TOKEN&database=DATABASE.",
        };
}
