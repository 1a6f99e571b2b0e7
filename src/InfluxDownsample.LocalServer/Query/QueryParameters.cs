using System.Text.Json;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Bound parameters as JSON carries them. // wire reference 1.2</summary>
internal static class QueryParameters
{
    /// <returns>False when the element is no object, or holds an array or object.</returns>
    public static bool TryRead(JsonElement json, out Dictionary<string, object?> parameters)
    {
        parameters = new(StringComparer.Ordinal);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (!TryReadValue(property.Value, out object? value))
            {
                return false;
            }

            parameters[property.Name] = value;
        }

        return true;
    }

    private static bool TryReadValue(JsonElement json, out object? value)
    {
        value = json.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => NumberOf(json),
            _ => null,
        };
        return json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object);
    }

    // Zero and above is unsigned, below is signed, the rest is float.
    private static object NumberOf(JsonElement json) =>
        json.TryGetUInt64(out ulong unsigned) ? unsigned : json.TryGetInt64(out long signed) ? (object)signed : json.GetDouble();
}
