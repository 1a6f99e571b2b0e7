namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>A hashtable of a psd1 file, an object of a JSON file.</summary>
/// <param name="Line">The line in which it begins.</param>
/// <param name="Key">Where it stands.</param>
/// <param name="Entries">Its entries in the order of the file.</param>
internal sealed record PlanMap(int Line, string Key, IReadOnlyList<PlanEntry> Entries) : PlanNode(Line, Key);
