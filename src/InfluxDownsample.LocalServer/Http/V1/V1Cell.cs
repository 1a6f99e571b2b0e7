using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>A value as it is written, and whether JSON writes it as text.</summary>
[JsonConverter(typeof(Writer))]
internal sealed record V1Cell(string Text, bool IsText)
{
    private sealed class Writer : JsonConverter<V1Cell>
    {
        public override V1Cell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, V1Cell value, JsonSerializerOptions options)
        {
            if (value.IsText)
            {
                writer.WriteStringValue(value.Text);
            }
            else
            {
                writer.WriteRawValue(value.Text);
            }
        }
    }
}
