using System.Buffers;
using System.Text.Json;
using Apache.Arrow.Flight;
using Google.Protobuf;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// The DoGet ticket: <c>{"database":…,"sql_query":…,"query_type":"sql"|"influxql","params":{…}}</c> (wire reference 1.2).
/// The text goes into <c>sql_query</c> for InfluxQL as well.
/// </summary>
internal static class QueryTicket
{
    public static FlightTicket Create(InfluxQuery query, string database)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + query.Text.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("database", database);
            json.WriteString("sql_query", query.Text);
            json.WriteString("query_type", query.Language == QueryLanguage.Sql ? "sql" : "influxql");
            if (query.Parameters is { Count: > 0 } parameters)
            {
                json.WriteStartObject("params");
                foreach ((string name, object? value) in parameters)
                {
                    json.WritePropertyName(name.TrimStart('$'));
                    WriteValue(json, name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new FlightTicket(ByteString.CopyFrom(buffer.WrittenSpan));
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case char character: json.WriteStringValue(character.ToString()); break;
            case sbyte or short or int or long: json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            case byte or ushort or uint or ulong: json.WriteNumberValue(Convert.ToUInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            case float or double or decimal: WriteFloat(json, name, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            // Arrays and objects are refused by the server; a time travels as text and is cast in the statement (wire reference 11, 30).
            case DateTime time: json.WriteStringValue((time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime())
                .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: json.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture)); break;
            default:
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"Query parameter '{name}' is a {value.GetType().Name}; text, numbers, booleans, times and null can be sent.")
                {
                    Target = name,
                };
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, string name, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"Query parameter '{name}' is not a finite number.") { Target = name };
        }

        // A fraction keeps a whole number a Float64; without one the server reads an integer (wire reference 1.2).
        string text = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text);
    }
}
