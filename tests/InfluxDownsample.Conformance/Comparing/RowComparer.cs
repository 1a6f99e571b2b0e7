using System.Globalization;
using System.Text.Json.Nodes;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Compares as many rows with as many rows.</summary>
internal static class RowComparer
{
    private const double LastDigits = 1e-12;

    public static void Compare(Recorded asked, Column[] columns, JsonArray[] left, JsonArray[] right, List<Difference> found)
    {
        if (Same(left, right))
        {
            return;
        }

        JsonArray[] sortedLeft = Sorted(left, columns), sortedRight = Sorted(right, columns);
        bool sameRows = Same(sortedLeft, sortedRight);
        if (Same(left, right, LastDigits))
        {
            found.Add(new Difference("last-digits", "floats within 1e-12", First(columns, left, right, 0), Benign: true));
        }
        else if (sameRows || Same(sortedLeft, sortedRight, LastDigits))
        {
            found.Add(Order(asked, columns, left, right));
            if (!sameRows)
            {
                found.Add(new Difference("last-digits", "floats within 1e-12", First(columns, sortedLeft, sortedRight, 0), Benign: true));
            }
        }
        else
        {
            bool unordered = OrderBy.Keys(asked) is null && !asked.Ordered;
            (JsonArray[] l, JsonArray[] r) = unordered ? (sortedLeft, sortedRight) : (left, right);
            found.Add(new Difference("values", Cause(columns, l, r), First(columns, l, r, LastDigits)));
        }
    }

    private static Difference Order(Recorded asked, Column[] columns, JsonArray[] left, JsonArray[] right)
    {
        string detail = $"{AnswerComparer.Short(left[0].ToJsonString(), 120)} → {AnswerComparer.Short(right[0].ToJsonString(), 120)}";
        if (OrderBy.Keys(asked) is not { } keys)
        {
            return new Difference("row-order", "no order was asked for", detail, Benign: !asked.Ordered);
        }

        int[] indexes = [.. keys.Select(key => OrderBy.Resolve(key, columns))];
        bool ties = indexes.Length > 0 && indexes.All(index => index >= 0)
            && left.Zip(right).All(pair => indexes.All(index => JsonNode.DeepEquals(pair.First[index], pair.Second[index])));
        return ties ? new Difference("row-order-ties", "equal keys of ORDER BY", detail, Benign: true) : new Difference("order", "another order than asked for", detail);
    }

    private static bool Same(JsonArray[] left, JsonArray[] right, double tolerance = 0) => left.Zip(right).All(pair => JsonNode.DeepEquals(pair.First, pair.Second) || (tolerance > 0 && Near(pair.First, pair.Second, tolerance)));

    private static bool Near(JsonNode? left, JsonNode? right, double tolerance) => (left, right) switch
    {
        (JsonArray l, JsonArray r) => l.Count == r.Count && l.Zip(r).All(pair => Near(pair.First, pair.Second, tolerance)),
        (JsonObject l, JsonObject r) => l.Count == r.Count && l.All(entry => Near(entry.Value, r[entry.Key], tolerance)),
        _ => JsonNode.DeepEquals(left, right) || (Number(left) is double l && Number(right) is double r && Math.Abs(l - r) <= tolerance * Math.Max(Math.Abs(l), Math.Abs(r))),
    };

    // Only what looks like a float: integers must be equal.
    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.AsSpan().IndexOfAny('.', 'E') >= 0 && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static JsonArray[] Sorted(JsonArray[] rows, Column[] columns) => [.. rows
        .OrderBy(row => string.Join('\u0001', row.Where((_, index) => !columns[index].IsFloat).Select(cell => cell?.ToJsonString() ?? "")), StringComparer.Ordinal)
        .ThenBy(row => row.ToJsonString(), StringComparer.Ordinal)];

    private static IEnumerable<(int Row, int Column)> Cells(JsonArray[] left, JsonArray[] right, double tolerance)
    {
        for (int row = 0; row < left.Length; row++)
        {
            for (int column = 0; column < left[row].Count; column++)
            {
                if (!JsonNode.DeepEquals(left[row][column], right[row][column]) && !(tolerance > 0 && Near(left[row][column], right[row][column], tolerance)))
                {
                    yield return (row, column);
                }
            }
        }
    }

    private static string Cause(Column[] columns, JsonArray[] left, JsonArray[] right)
    {
        (int row, int column) = Cells(left, right, LastDigits).First();
        string Kind(JsonNode? node) => node is null ? "null" : "value";
        return $"{columns[column].Type}: {Kind(left[row][column])} → {Kind(right[row][column])}";
    }

    private static string First(Column[] columns, JsonArray[] left, JsonArray[] right, double tolerance)
    {
        (int Row, int Column)[] cells = [.. Cells(left, right, tolerance)];
        IEnumerable<string> some = cells.Take(3).Select(cell => $"row {cell.Row} {columns[cell.Column].Name}: {Show(left[cell.Row][cell.Column])} → {Show(right[cell.Row][cell.Column])}");
        return $"{string.Join("; ", some)}{(cells.Length > 3 ? $"; {cells.Length} cells of {left.Length} rows" : "")}";
    }

    private static string Show(JsonNode? node) => node is null ? "null" : AnswerComparer.Short(node.ToJsonString(), 80);
}
