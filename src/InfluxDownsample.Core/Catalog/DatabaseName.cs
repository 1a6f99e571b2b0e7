using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>What a database may be called. A server creates none of another name, and says so only when it is written to. // wire reference 5.4</summary>
internal static class DatabaseName
{
    private const int MaxLength = 511;

    /// <summary>Why a database of a name cannot be created; null where it can, or only the server knows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="edition">The server's edition, as far as it is known.</param>
    /// <param name="server">The server's address.</param>
    public static InfluxException? FindFault(string name, InfluxEdition edition, Uri server)
    {
        // Buckets may be called otherwise.
        bool isBucket = edition == InfluxEdition.CloudServerless
            || (edition == InfluxEdition.Auto && server.Host.EndsWith(".cloud2.influxdata.com", StringComparison.OrdinalIgnoreCase));
        return isBucket || IsFitting(name) ? null
            : new InfluxException(InfluxErrorId.InvalidParameter, $"InfluxDB creates no database called '{name}'.")
            {
                Target = name,
                Advice = "Names begin with an ASCII letter or digit, and hold only these, '_' and '-'.",
            };
    }

    // A slash stands between a database and its retention policy.
    private static bool IsFitting(string name)
        => name.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0]) && name[^1] != '/' && name.Count(letter => letter == '/') <= 1
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '/');
}
