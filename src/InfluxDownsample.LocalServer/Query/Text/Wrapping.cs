namespace InfluxDownsample.LocalServer.Query;

/// <summary>What happens to a 128-bit integer that has to fit 64 bits again.</summary>
internal static class Wrapping
{
    /// <summary>Keeps the low 64 bits, as Rust's wrapping arithmetic does.</summary>
    public static string Wrap(string huge, OutputType type) => type.Kind == ArrowTypeId.UInt64
        ? $"CAST((({huge}) & 18446744073709551615::HUGEINT) AS UBIGINT)"
        : $"CAST(((({huge}) + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT)";
}
