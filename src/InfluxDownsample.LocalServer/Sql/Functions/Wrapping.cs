using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Query.Execution;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>What happens to a 128-bit integer that has to fit 64 bits again.</summary>
internal static class Wrapping
{
    /// <summary>Keeps the low 64 bits, as Rust's wrapping arithmetic does.</summary>
    public static string Wrap(string huge, OutputType type) => type.Kind == OutputKind.Unsigned
        ? $"CAST((({huge}) & 18446744073709551615::HUGEINT) AS UBIGINT)"
        : $"CAST(((({huge}) + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT)";

    /// <summary>Fails when it does not fit.</summary>
    public static string Check(string huge, OutputType type)
    {
        string least = type.Kind == OutputKind.Unsigned ? "0" : "-9223372036854775808::HUGEINT";
        string most = type.Kind == OutputKind.Unsigned ? "18446744073709551615::HUGEINT" : "9223372036854775807::HUGEINT";
        string fault = Literals.Sql($"{ExecutionErrors.Mark}Arrow error: Arithmetic overflow: sum does not fit {type}");
        return $"(CASE WHEN {huge} NOT BETWEEN {least} AND {most} THEN error({fault}) ELSE CAST({huge} AS {type.Physical}) END)";
    }
}
