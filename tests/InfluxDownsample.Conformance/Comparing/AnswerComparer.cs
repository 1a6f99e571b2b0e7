using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>All differences between two answers to one step.</summary>
internal static class AnswerComparer
{
    public static List<Difference> Compare(Recorded left, Recorded right)
    {
        List<Difference> found = [];
        string leftStatus = Status(left), rightStatus = Status(right);
        if (leftStatus != rightStatus)
        {
            found.Add(new Difference("status", $"{leftStatus} → {rightStatus}: {ErrorText.Shape(Words(left), Words(right))}", $"{leftStatus} {Short(Words(left))} → {rightStatus} {Short(Words(right))}"));
            return found;
        }

        if (left.Kind == "http")
        {
            HttpComparer.Compare(left, right, found);
        }
        else
        {
            FlightComparer.Compare(left, right, found);
        }

        return found;
    }

    public static string Short(string? text, int length = 260) => text is null ? "" : text.Length <= length ? text.ReplaceLineEndings("⏎") : text[..length].ReplaceLineEndings("⏎") + "…";

    private static string Status(Recorded recorded) => (string?)recorded.Answer["status"] ?? "?";

    private static string Words(Recorded recorded) => (string?)recorded.Answer["text"] ?? (string?)recorded.Answer["body"] ?? (recorded.Answer["rows"] is JsonArray rows ? $"({rows.Count} rows)" : "");
}
