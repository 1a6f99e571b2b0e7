namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>A part of a plan file, whatever language it is written in.</summary>
/// <param name="Line">The line in which it begins, from 1.</param>
/// <param name="Key">Where it stands, such as <c>Tiers[1].Every</c>; empty for the whole.</param>
internal abstract record PlanNode(int Line, string Key)
{
    /// <summary>The place of an entry in it.</summary>
    public static string KeyOf(string key, string name) => key.Length == 0 ? name : $"{key}.{name}";
}
