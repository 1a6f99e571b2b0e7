namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>The names that a plan knows; capitals do not count. A name that begins with an underscore is a note.</summary>
internal static class PlanKeys
{
    public const string Connections = "Connections";
    public const string Defaults = "Defaults";
    public const string Measurements = "Measurements";
    public const string Tiers = "Tiers";
    public const string Jobs = "Jobs";
    public const string Name = "Name";
    public const string Retention = "Retention";
    public const string Tier = "Tier";
    public const string Measurement = "Measurement";
    public const string Source = "Source";
    public const string Target = "Target";
    public const string Every = "Every";
    public const string Uri = "Uri";
    public const string Database = "Database";
    public const string TokenVariable = "TokenVariable";

    /// <summary>Where editors look for the schema of a JSON file.</summary>
    public const string Schema = "$schema";

    /// <summary>Of the whole.</summary>
    public static IReadOnlyList<string> Root { get; } = [Connections, Defaults, Measurements, Tiers, Jobs];

    /// <summary>Of a connection.</summary>
    public static IReadOnlyList<string> Connection { get; } =
    [
        Uri, Database, TokenVariable, "Organization", "AuthScheme", "Edition", "TimeoutSec", "CertificateAuthority", "SkipCertificateCheck", "Proxy",
        "AllowInsecure",
    ];

    /// <summary>Of the defaults.</summary>
    /// <param name="parameters">The parameters of a job.</param>
    public static IReadOnlyList<string> OfDefaults(IEnumerable<string> parameters) => [Retention, .. Without(parameters, Every)];

    /// <summary>Of a tier.</summary>
    /// <param name="parameters">The parameters of a job.</param>
    public static IReadOnlyList<string> OfTier(IEnumerable<string> parameters) => [Name, Retention, .. Without(parameters)];

    /// <summary>Of what is otherwise for some jobs.</summary>
    /// <param name="parameters">The parameters of a job.</param>
    public static IReadOnlyList<string> OfJob(IEnumerable<string> parameters) => [Measurement, Tier, .. Without(parameters, Source, "SourceDatabase", Every)];

    private static IEnumerable<string> Without(IEnumerable<string> parameters, params string[] names)
        => parameters.Where(parameter => parameter != Measurement && !names.Contains(parameter));
}
