using System.IO.Compression;
using System.Text.Json;

namespace InfluxDownsample.Conformance.Corpus;

/// <summary>The corpus as it lies in a folder: a case in each line of <c>*.jsonl</c> or <c>*.jsonl.gz</c>.</summary>
internal static class CorpusFiles
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Case> Read(string folder, Pattern only)
    {
        Case[] cases = [.. Directory.EnumerateFiles(folder, "*.jsonl*").Order(StringComparer.Ordinal).SelectMany(ReadFile)];
        string? twice = cases.GroupBy(played => played.Id).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? [.. cases.Where(played => only.Fits(played.Id, played.Group))] : throw new InvalidDataException($"Two cases are called {twice}.");
    }

    private static IEnumerable<Case> ReadFile(string path)
    {
        using Stream file = File.OpenRead(path);
        using Stream source = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(source);
        while (reader.ReadLine() is string line)
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize<Case>(line, s_json) ?? throw new InvalidDataException($"{path}: an empty case");
            }
        }
    }
}
