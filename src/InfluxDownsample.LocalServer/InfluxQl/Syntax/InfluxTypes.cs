namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Names and families of <see cref="InfluxType"/>.</summary>
internal static class InfluxTypes
{
    public static string Name(this InfluxType type) => type.ToString().ToLowerInvariant();

    public static bool IsField(this InfluxType type) => type <= InfluxType.Boolean;

    public static bool IsNumeric(this InfluxType type) => type <= InfluxType.Unsigned;
}
