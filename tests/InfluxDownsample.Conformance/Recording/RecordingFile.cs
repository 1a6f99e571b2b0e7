using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>A recording: a line about it, then an answer in each line; <c>.gz</c> compresses it.</summary>
internal static class RecordingFile
{
    public static IEnumerable<string> ReadLines(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream source = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(source, Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    public static void Write(string path, JsonObject ping, IReadOnlyList<string> answers)
    {
        JsonObject about = new() { ["meta"] = new JsonObject { ["recorded"] = DateTime.UtcNow.ToString("O"), ["steps"] = answers.Count, ["ping"] = ping } };
        using Stream file = File.Create(path);
        using Stream target = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.SmallestSize) : file;
        using StreamWriter writer = new(target, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (string line in answers.Prepend(about.ToJsonString(Text.Json)))
        {
            writer.WriteLine(line);
        }
    }
}
