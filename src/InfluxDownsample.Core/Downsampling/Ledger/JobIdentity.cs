using System.Security.Cryptography;
using System.Text;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What makes two runs the same job: source, measurement, target and interval.</summary>
/// <param name="SourceDatabase">The database read from.</param>
/// <param name="Measurement">The measurement read.</param>
/// <param name="TargetMeasurement">The measurement written.</param>
/// <param name="Every">The interval.</param>
internal sealed record JobIdentity(string SourceDatabase, string Measurement, string TargetMeasurement, string Every)
{
    /// <summary>A short text that can be a tag, whatever the names hold.</summary>
    public string Key { get; } = Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', SourceDatabase, Measurement, TargetMeasurement, Every))), 0, 8).ToLowerInvariant();

    public static JobIdentity Of(DownsampleJob job)
        => new(job.Source.Database, job.Source.Measurement, job.Target.Measurement, job.Every.ToString());
}
