using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>A column of a recorded schema.</summary>
internal sealed record Column(string Name, string Type, bool Nullable, string Metadata)
{
    public bool IsFloat => Type.StartsWith("Float", StringComparison.Ordinal) || Type.Contains("Float64", StringComparison.Ordinal);

    public static Column[] Of(JsonObject schema) => [.. schema["fields"]!.AsArray().Select(field => new Column(
        (string)field!["name"]!, (string)field["type"]!, (bool)field["nullable"]!, field["metadata"]!.ToJsonString()))];
}
