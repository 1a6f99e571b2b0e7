using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Tests.Forms;

/// <summary>The forms of all recorded statements that both real servers accepted, and of those that wait to be recorded.</summary>
internal sealed partial class ProvenForms
{
    private static readonly string s_truth = Path.Combine(Checkout.Root, "tests", "data", "truth");
    private static readonly Lazy<ProvenForms> s_instance = new(() => new ProvenForms());

    private ProvenForms()
    {
        HashSet<string> accepted = Accepted("3.10.1");
        Newer = Forms(Cases("corpus"), accepted).ToHashSet();
        accepted.IntersectWith(Accepted("3.6.0"));
        Both = Forms(Cases("corpus"), accepted).ToHashSet();
        Unproven = Forms(Cases("unproven"), accepted: null).ToHashSet();
    }

    public static ProvenForms Instance => s_instance.Value;

    /// <summary>Accepted by both.</summary>
    public IReadOnlySet<string> Both { get; }

    /// <summary>Accepted by the newer one, which a client may use only where it knows the version.</summary>
    public IReadOnlySet<string> Newer { get; }

    /// <summary>Not recorded yet.</summary>
    public IReadOnlySet<string> Unproven { get; }

    /// <summary>The statements not recorded yet, each with its forms.</summary>
    public static IEnumerable<(string Statement, IReadOnlySet<string> Forms)> UnprovenStatements()
        => Cases("unproven").SelectMany(read => Statements(read, TypesOf(read), accepted: null));

    private static HashSet<string> Accepted(string version)
        => [.. Lines(Path.Combine(s_truth, $"influxdb3-core-{version}.jsonl.gz"))
            .Where(line => !line.TryGetProperty("meta", out _) && line.GetProperty("answer").TryGetProperty("status", out JsonElement status) && status.GetString() == "0")
            .Select(line => Key(line.GetProperty("case"), line.GetProperty("step")))];

    private static IEnumerable<string> Forms(IEnumerable<JsonElement> cases, HashSet<string>? accepted)
        => cases.SelectMany(read => Statements(read, TypesOf(read), accepted)).SelectMany(statement => statement.Forms);

    private static IEnumerable<(string Statement, IReadOnlySet<string> Forms)> Statements(JsonElement read, Func<string, string> typeOf, HashSet<string>? accepted)
    {
        foreach (JsonElement step in read.GetProperty("steps").EnumerateArray())
        {
            string kind = step.GetProperty("kind").GetString()!;
            if (kind is "flight_sql" or "flight_influxql" && accepted?.Contains(Key(read.GetProperty("id"), step.GetProperty("id"))) != false)
            {
                string query = step.GetProperty("query").GetString()!;
                yield return (query, QueryForms.Of(query, kind == "flight_influxql", typeOf));
            }
        }
    }

    // Which name is a tag and which a field of what type, from the lines that a case writes; a name that is several things stands for nothing.
    private static Func<string, string> TypesOf(JsonElement read)
    {
        Dictionary<string, string> types = [];
        IEnumerable<string> written = (read.TryGetProperty("setup", out JsonElement setup) && setup.ValueKind == JsonValueKind.Array ? setup.EnumerateArray().Select(write => write.GetProperty("lines").GetString()!) : [])
            .Concat(read.GetProperty("steps").EnumerateArray().Where(step => step.TryGetProperty("body", out _)).Select(step => step.GetProperty("body").GetString() ?? ""));
        foreach (string line in written.SelectMany(text => text.Split('\n')))
        {
            string[] parts = Space().Split(line, 2);
            if (parts.Length < 2)
            {
                continue;
            }

            foreach (Match tag in Tag().Matches(parts[0]))
            {
                Add(tag.Groups[1].Value, "tag");
            }

            foreach (Match field in Field().Matches(parts[1]))
            {
                string value = field.Groups[2].Value;
                Add(field.Groups[1].Value, value[0] == '"' ? "s" : value[^1] switch { 'i' => "i", 'u' => "u", >= '0' and <= '9' => "f", _ => "b" });
            }
        }

        return name => types.GetValueOrDefault(name, "x");

        void Add(string escaped, string type)
        {
            string name = Escape().Replace(escaped, "$1");
            types[name] = types.TryGetValue(name, out string? known) && known != type ? "x" : type;
        }
    }

    private static IEnumerable<JsonElement> Cases(string folder)
        => Directory.EnumerateFiles(Path.Combine(s_truth, folder), "*.jsonl*").Order(StringComparer.Ordinal).SelectMany(Lines);

    private static IEnumerable<JsonElement> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using StreamReader reader = new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return JsonSerializer.Deserialize<JsonElement>(line);
            }
        }
    }

    private static string Key(JsonElement id, JsonElement step) => $"{id.GetString()}/{step.GetString()}";

    [GeneratedRegex(@"(?<!\\) ")]
    private static partial Regex Space();

    [GeneratedRegex(@"(?<!\\),((?:[^,= \\]|\\.)+)=")]
    private static partial Regex Tag();

    [GeneratedRegex("""(?:^|(?<=[,]))((?:[^,= \\"]|\\.)+)=("(?:[^"\\]|\\.)*"|-?[0-9.]+(?:[eE][-+]?[0-9]+)?[iu]?|[A-Za-z]+)""")]
    private static partial Regex Field();

    [GeneratedRegex(@"\\([, =])")]
    private static partial Regex Escape();
}
