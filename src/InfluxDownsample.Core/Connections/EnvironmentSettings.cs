using System.IO.Compression;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Connections;

/// <summary>Reads a connection from the <c>INFLUX_*</c> variables that the official clients use (wire reference 10.1).</summary>
public static class EnvironmentSettings
{
    /// <summary>Builds settings from the environment.</summary>
    /// <param name="getVariable">Gives a variable's value or null.</param>
    /// <returns>The settings, or null when <c>INFLUX_HOST</c> is not set.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/> names the variable that cannot be read.</exception>
    public static ConnectionSettings? Read(Func<string, string?> getVariable)
    {
        string? host = Get("INFLUX_HOST");
        if (host is null)
        {
            return null;
        }

        if (!Uri.TryCreate(host, UriKind.Absolute, out Uri? uri))
        {
            throw ConnectionString.BadValue("INFLUX_HOST", "an address such as https://host:8181");
        }

        var settings = new ConnectionSettings
        {
            Uri = uri,
            Token = Get("INFLUX_TOKEN") is { } token ? TokenText.Require(TokenText.Protect(token), "INFLUX_TOKEN") : null,
            Database = Get("INFLUX_DATABASE"),
            Organization = Get("INFLUX_ORG"),
            AuthScheme = Get("INFLUX_AUTH_SCHEME") is { } scheme
                ? ConnectionString.ReadEnum<InfluxAuthScheme>("INFLUX_AUTH_SCHEME", scheme) : InfluxAuthScheme.Bearer,
            Precision = Get("INFLUX_PRECISION") is { } precision ? ConnectionString.ReadPrecision("INFLUX_PRECISION", precision) : null,
            GzipThreshold = Get("INFLUX_GZIP_THRESHOLD") is { } threshold ? ConnectionString.ReadInt("INFLUX_GZIP_THRESHOLD", threshold) : 1000,
            GzipLevel = Get("INFLUX_GZIP_LEVEL") is { } level ? ConnectionString.ReadGzipLevel("INFLUX_GZIP_LEVEL", level) : CompressionLevel.Fastest,
            NoSync = Flag("INFLUX_WRITE_NO_SYNC"),
            AcceptPartial = Flag("INFLUX_WRITE_ACCEPT_PARTIAL"),
            UseV2Api = Flag("INFLUX_WRITE_USE_V2_API"),
        };
        settings.Validate();
        return settings;

        string? Get(string name) => getVariable(name) is { Length: > 0 } value ? value : null;
        bool? Flag(string name) => Get(name) is { } value ? ConnectionString.ReadBool(name, value) : null;
    }
}
