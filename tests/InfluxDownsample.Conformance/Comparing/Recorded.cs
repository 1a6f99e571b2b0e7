using System.Text.Json.Nodes;
using InfluxDownsample.Conformance.Recording;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>A step's answer as a recording holds it.</summary>
internal sealed record Recorded(string Case, string Step, string Group, string Kind, string Asked, bool Ordered, string? Note, JsonObject Answer)
{
    public string Key => $"{Case}/{Step}";

    public static IReadOnlyList<Recorded> ReadFile(string path) => Read(RecordingFile.ReadLines(path));

    /// <summary>The answers among the lines of a recording.</summary>
    public static IReadOnlyList<Recorded> Read(IEnumerable<string> lines) => [.. lines.Select(line => JsonNode.Parse(line)!.AsObject()).Where(read => read["meta"] is null).Select(Of)];

    private static Recorded Of(JsonObject read) => new(
        (string)read["case"]!, (string)read["step"]!, (string)read["group"]!, (string)read["kind"]!, (string)read["asked"]!,
        (bool?)read["ordered"] ?? false, (string?)read["note"], read["answer"]!.AsObject());
}
