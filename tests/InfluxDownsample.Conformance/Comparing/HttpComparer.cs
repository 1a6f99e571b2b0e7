using System.Text.Json;
using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Compares headers and bodies.</summary>
internal static class HttpComparer
{
    // They name the server and its version.
    private static readonly string[] s_identity = ["x-influxdb-version", "x-influxdb-build", "cluster-uuid"];

    public static void Compare(Recorded left, Recorded right, List<Difference> found)
    {
        JsonObject leftHeaders = left.Answer["headers"]!.AsObject(), rightHeaders = right.Answer["headers"]!.AsObject();
        foreach (string key in leftHeaders.Select(header => header.Key).Union(rightHeaders.Select(header => header.Key)))
        {
            string? l = (string?)leftHeaders[key], r = (string?)rightHeaders[key];
            if (l != r)
            {
                found.Add(new Difference(key == "content-type" ? "content-type" : "header", $"{key}: {l ?? "absent"} → {r ?? "absent"}", $"{key}: {l ?? "absent"} → {r ?? "absent"}", Benign: s_identity.Contains(key) && l is not null && r is not null));
            }
        }

        if ((string?)left.Answer["cut"] != (string?)right.Answer["cut"])
        {
            found.Add(new Difference("cut", $"{left.Answer["cut"] ?? "whole"} → {right.Answer["cut"] ?? "whole"}", ""));
        }

        CompareBodies(left, right, (string?)left.Answer["body"] ?? "", (string?)right.Answer["body"] ?? "", found);
    }

    private static void CompareBodies(Recorded left, Recorded right, string l, string r, List<Difference> found)
    {
        if (l == r)
        {
            return;
        }

        JsonNode? leftJson = Parse(l), rightJson = Parse(r);
        if (leftJson is not null && rightJson is not null)
        {
            CompareJson(left, leftJson, rightJson, found);
        }
        else if ((string?)left.Answer["status"] is ['4' or '5', ..])
        {
            ErrorText.Compare(Words(leftJson) ?? l, Words(rightJson) ?? r, found);
            if (leftJson is null != rightJson is null)
            {
                found.Add(new Difference("error-form", $"{(leftJson is null ? "text" : "JSON")} → {(rightJson is null ? "text" : "JSON")}", $"{AnswerComparer.Short(l, 120)} → {AnswerComparer.Short(r, 120)}"));
            }
        }
        else
        {
            string[] leftLines = l.TrimEnd().Split('\n'), rightLines = r.TrimEnd().Split('\n');
            bool sameLines = leftLines.Order(StringComparer.Ordinal).SequenceEqual(rightLines.Order(StringComparer.Ordinal));
            found.Add(sameLines && OrderBy.Keys(left) is null && !left.Ordered
                ? new Difference("row-order", "no order was asked for", "", Benign: true)
                : new Difference("body", sameLines ? "other order" : "text", FirstLine(leftLines, rightLines)));
        }
    }

    private static void CompareJson(Recorded asked, JsonNode left, JsonNode right, List<Difference> found)
    {
        if (JsonNode.DeepEquals(left, right))
        {
            found.Add(new Difference("json-text", "spaces, order of members", "", Benign: true));
        }
        else if (left is JsonArray leftRows && right is JsonArray rightRows)
        {
            bool same = leftRows.Select(row => row!.ToJsonString()).Order(StringComparer.Ordinal).SequenceEqual(rightRows.Select(row => row!.ToJsonString()).Order(StringComparer.Ordinal));
            found.Add(same ? new Difference("row-order", "no order was asked for", "", Benign: OrderBy.Keys(asked) is null && !asked.Ordered)
                : new Difference("body", leftRows.Count == rightRows.Count ? "rows" : "number of rows", FirstLine([.. leftRows.Select(row => row!.ToJsonString())], [.. rightRows.Select(row => row!.ToJsonString())])));
        }
        else if (Words(left) is string leftWords && Words(right) is string rightWords)
        {
            ErrorText.Compare(leftWords, rightWords, found);
            CompareRest(left.AsObject(), right.AsObject(), found);
        }
        else
        {
            found.Add(new Difference("body", "JSON", $"{AnswerComparer.Short(left.ToJsonString())} → {AnswerComparer.Short(right.ToJsonString())}"));
        }
    }

    // "data" of a write error, "code" of v2.
    private static void CompareRest(JsonObject left, JsonObject right, List<Difference> found)
    {
        foreach (string key in left.Select(e => e.Key).Union(right.Select(e => e.Key)).Where(key => key is not ("error" or "message")))
        {
            if (!JsonNode.DeepEquals(left[key], right[key]))
            {
                found.Add(new Difference($"error-{key}", Shape(left[key], right[key]), $"{key}: {AnswerComparer.Short(left[key]?.ToJsonString())} → {AnswerComparer.Short(right[key]?.ToJsonString())}"));
            }
        }
    }

    private static string Shape(JsonNode? left, JsonNode? right) =>
        left?.GetValueKind() != right?.GetValueKind() ? $"{left?.GetValueKind().ToString() ?? "absent"} → {right?.GetValueKind().ToString() ?? "absent"}"
        : left is JsonArray l && right is JsonArray r && l.Count != r.Count ? "number of lines"
        : ErrorText.Shape(Message(left), Message(right));

    private static string Message(JsonNode? data) => ((data is JsonArray { Count: > 0 } lines ? lines[0] : data) as JsonObject)?["error_message"]?.ToString() ?? data?.ToJsonString() ?? "";

    private static string? Words(JsonNode? node) => node is JsonObject entry ? (entry["error"] ?? entry["message"])?.ToString() : null;

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length > 0 && text.TrimStart()[..1] is "{" or "[" ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string FirstLine(string[] left, string[] right)
    {
        int at = 0;
        while (at < left.Length && at < right.Length && left[at] == right[at])
        {
            at++;
        }

        return $"line {at + 1} of {left.Length}: {AnswerComparer.Short(left.ElementAtOrDefault(at) ?? "(end)", 200)} → of {right.Length}: {AnswerComparer.Short(right.ElementAtOrDefault(at) ?? "(end)", 200)}";
    }
}
