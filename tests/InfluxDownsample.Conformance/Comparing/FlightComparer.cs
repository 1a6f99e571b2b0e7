using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Compares schemas and rows.</summary>
internal static class FlightComparer
{
    public static void Compare(Recorded left, Recorded right, List<Difference> found)
    {
        ErrorText.Compare((string?)left.Answer["text"], (string?)right.Answer["text"], found);
        JsonObject? leftSchema = left.Answer["schema"]?.AsObject(), rightSchema = right.Answer["schema"]?.AsObject();
        if (leftSchema is null || rightSchema is null)
        {
            if (leftSchema is not null || rightSchema is not null)
            {
                found.Add(new Difference("schema-sent", $"{(leftSchema is null ? "no" : "a")} schema before the error → {(rightSchema is null ? "none" : "one")}", "", Benign: (string?)left.Answer["status"] != "0"));
            }

            return;
        }

        Column[] leftColumns = Column.Of(leftSchema), rightColumns = Column.Of(rightSchema);
        CompareMetadata(leftSchema, rightSchema, found);
        if (!leftColumns.Select(c => c.Name).SequenceEqual(rightColumns.Select(c => c.Name)))
        {
            bool order = leftColumns.Select(c => c.Name).Order(StringComparer.Ordinal).SequenceEqual(rightColumns.Select(c => c.Name).Order(StringComparer.Ordinal));
            string detail = $"{string.Join(", ", leftColumns.Select(c => c.Name))} → {string.Join(", ", rightColumns.Select(c => c.Name))}";
            found.Add(new Difference(order ? "column-order" : "column-names", order ? "other order" : Names(leftColumns, rightColumns), detail));
            if (leftColumns.Length != rightColumns.Length)
            {
                return;
            }
        }

        for (int index = 0; index < leftColumns.Length; index++)
        {
            CompareColumn(leftColumns[index], rightColumns[index], found);
        }

        JsonArray leftRows = left.Answer["rows"]!.AsArray(), rightRows = right.Answer["rows"]!.AsArray();
        if (leftRows.Count != rightRows.Count)
        {
            found.Add(new Difference("row-count", leftRows.Count == 0 ? "none → some" : rightRows.Count == 0 ? "some → none" : leftRows.Count < rightRows.Count ? "fewer → more" : "more → fewer",
                $"{leftRows.Count} rows → {rightRows.Count}: {AnswerComparer.Short(leftRows.FirstOrDefault()?.ToJsonString())} → {AnswerComparer.Short(rightRows.FirstOrDefault()?.ToJsonString())}"));
            return;
        }

        RowComparer.Compare(left, leftColumns, [.. leftRows.Select(row => row!.AsArray())], [.. rightRows.Select(row => row!.AsArray())], found);
        if ((string?)left.Answer["more"] != (string?)right.Answer["more"])
        {
            found.Add(new Difference("more-rows", "rows beyond those recorded", $"{left.Answer["more"]} → {right.Answer["more"]}"));
        }
    }

    private static string Names(Column[] left, Column[] right)
    {
        string[] lost = [.. left.Select(c => c.Name).Except(right.Select(c => c.Name))], won = [.. right.Select(c => c.Name).Except(left.Select(c => c.Name))];
        return lost.Length == won.Length ? $"other names, such as {AnswerComparer.Short(lost.FirstOrDefault(), 60)} → {AnswerComparer.Short(won.FirstOrDefault(), 60)}"
            : $"lacks [{string.Join(", ", lost)}] has [{string.Join(", ", won)}]";
    }

    private static void CompareColumn(Column left, Column right, List<Difference> found)
    {
        string name = left.Name is "time" or "iox::measurement" ? left.Name : "others";
        if (left.Type != right.Type)
        {
            found.Add(new Difference("type", $"{left.Type} → {right.Type}", $"{left.Name}: {left.Type} → {right.Type}"));
        }

        if (left.Nullable != right.Nullable)
        {
            found.Add(new Difference("nullable", $"{name}: {Null(left)} → {Null(right)}", $"{left.Name}: {Null(left)} → {Null(right)}"));
        }

        if (left.Metadata != right.Metadata)
        {
            found.Add(new Difference("field-metadata", $"{name}: {Meta(left)} → {Meta(right)}", $"{left.Name}: {Meta(left)} → {Meta(right)}"));
        }
    }

    private static string Null(Column column) => column.Nullable ? "nullable" : "not null";

    private static string Meta(Column column) => column.Metadata.Replace("iox::column::type", "").Replace("iox::column_type::", "").Replace("\"\":", "");

    private static void CompareMetadata(JsonObject left, JsonObject right, List<Difference> found)
    {
        JsonObject leftMeta = left["metadata"]!.AsObject(), rightMeta = right["metadata"]!.AsObject();
        foreach (string key in leftMeta.Select(e => e.Key).Union(rightMeta.Select(e => e.Key)))
        {
            string? l = (string?)leftMeta[key], r = (string?)rightMeta[key];
            if (l != r)
            {
                found.Add(new Difference("schema-metadata", $"{key}: {(l is null ? "absent" : "present")} → {(r is null ? "absent" : l is null ? "present" : "another value")}", $"{key}: {AnswerComparer.Short(l)} → {AnswerComparer.Short(r)}"));
            }
        }
    }
}
