using System.Text;
using System.Text.Json;

namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>Reads a plan written in JSON; comments and a comma behind the last item are allowed, as editors allow them in settings.</summary>
internal sealed class JsonPlanReader
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly byte[] _json;
    private int _line = 1;
    private long _counted;

    private JsonPlanReader(string text) => _json = Encoding.UTF8.GetBytes(text);

    /// <summary>The root; null when the text is no JSON, which is then a finding.</summary>
    public static PlanNode? Read(string text, PlanFindings findings) => new JsonPlanReader(text).Read(findings);

    private PlanNode? Read(PlanFindings findings)
    {
        var reader = new Utf8JsonReader(_json, s_options);
        try
        {
            reader.Read();
            PlanNode root = ReadNode(ref reader, "");
            // Throws where anything follows.
            reader.Read();
            return root;
        }
        catch (JsonException problem)
        {
            string said = problem.Message.Split(" LineNumber:")[0];
            findings.Error((int)(problem.LineNumber ?? 0) + 1, "", $"The file is no JSON: {TokenTraces.Mask(said)}");
            return null;
        }
    }

    private PlanNode ReadNode(ref Utf8JsonReader reader, string key)
    {
        int line = LineAt(reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => new PlanMap(line, key, ReadEntries(ref reader, key)),
            JsonTokenType.StartArray => new PlanList(line, key, ReadItems(ref reader, key)),
            JsonTokenType.String => new PlanValue(line, key, reader.GetString()),
            JsonTokenType.True => new PlanValue(line, key, true),
            JsonTokenType.False => new PlanValue(line, key, false),
            JsonTokenType.Number => new PlanValue(line, key, reader.TryGetInt64(out long whole) ? (object)whole : reader.GetDouble()),
            _ => new PlanValue(line, key, null),
        };
    }

    private List<PlanEntry> ReadEntries(ref Utf8JsonReader reader, string key)
    {
        List<PlanEntry> entries = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            int line = LineAt(reader.TokenStartIndex);
            reader.Read();
            entries.Add(new PlanEntry(name, line, ReadNode(ref reader, PlanNode.KeyOf(key, name))));
        }

        return entries;
    }

    private List<PlanNode> ReadItems(ref Utf8JsonReader reader, string key)
    {
        List<PlanNode> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode(ref reader, $"{key}[{items.Count}]"));
        }

        return items;
    }

    // Tokens come in order, so each line break is counted once.
    private int LineAt(long offset)
    {
        _line += _json.AsSpan((int)_counted, (int)(offset - _counted)).Count((byte)'\n');
        _counted = offset;
        return _line;
    }
}
