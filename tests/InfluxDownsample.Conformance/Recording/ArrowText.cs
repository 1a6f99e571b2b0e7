using System.Globalization;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>Arrow in canonical JSON: every number as text, so that nothing is lost and -0, NaN and infinities are told apart.</summary>
internal static class ArrowText
{
    public static JsonObject Schema(Schema schema) => new()
    {
        ["fields"] = new JsonArray([.. schema.FieldsList.Select(FieldText)]),
        ["metadata"] = Metadata(schema.Metadata),
    };

    public static JsonNode? Value(IArrowArray array, int row, Masks masks)
    {
        if (array is NullArray || array.IsNull(row))
        {
            return null;
        }

        return array switch
        {
            BooleanArray a => a.GetValue(row)!.Value,
            Int8Array a => Number(a.GetValue(row)),
            Int16Array a => Number(a.GetValue(row)),
            Int32Array a => Number(a.GetValue(row)),
            Int64Array a => Number(a.GetValue(row)),
            UInt8Array a => Number(a.GetValue(row)),
            UInt16Array a => Number(a.GetValue(row)),
            UInt32Array a => Number(a.GetValue(row)),
            UInt64Array a => Number(a.GetValue(row)),
            FloatArray a => Double(a.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture)),
            DoubleArray a => Double(a.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture)),
            TimestampArray a => Time(a, row, masks),
            StringArray a => masks.Apply(a.GetString(row)),
            LargeStringArray a => masks.Apply(a.GetString(row)),
            StringViewArray a => masks.Apply(a.GetString(row)),
            Date32Array a => Number(a.GetValue(row)),
            Date64Array a => Number(a.GetValue(row)),
            Time32Array a => Number(a.GetValue(row)),
            Time64Array a => Number(a.GetValue(row)),
            DurationArray a => Number(a.GetValue(row)),
            MonthDayNanosecondIntervalArray a => a.GetValue(row) is { } v ? $"{v.Months} months {v.Days} days {v.Nanoseconds} ns" : null,
            YearMonthIntervalArray a => a.GetValue(row)?.ToString(),
            DayTimeIntervalArray a => a.GetValue(row)?.ToString(),
            Decimal128Array a => a.GetString(row),
            Decimal256Array a => a.GetString(row),
            BinaryArray a => Convert.ToHexStringLower(a.GetBytes(row)),
            DictionaryArray a => Value(a.Dictionary, Index(a.Indices, row), masks),
            StructArray a => new JsonObject(((StructType)a.Data.DataType).Fields.Select((field, index) => KeyValuePair.Create(field.Name, Value(a.Fields[index], row, masks)))),
            ListArray a => Items(a.GetSlicedValues(row), masks),
            LargeListArray a => Items(a.GetSlicedValues(row), masks),
            _ => $"<{array.GetType().Name}>",
        };
    }

    private static JsonNode FieldText(Field field) => new JsonObject
    {
        ["name"] = field.Name,
        ["type"] = TypeText(field.DataType),
        ["nullable"] = field.IsNullable,
        ["metadata"] = Metadata(field.Metadata),
    };

    private static JsonObject Metadata(IReadOnlyDictionary<string, string>? metadata) =>
        new((metadata ?? new Dictionary<string, string>()).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));

    private static string TypeText(IArrowType type) => type switch
    {
        TimestampType t => $"Timestamp({t.Unit}, {(string.IsNullOrEmpty(t.Timezone) ? "null" : $"\"{t.Timezone}\"")})",
        DictionaryType d => $"Dictionary({TypeText(d.IndexType)}, {TypeText(d.ValueType)})",
        StructType s => $"Struct({string.Join(", ", s.Fields.Select(field => $"{field.Name}: {TypeText(field.DataType)}{(field.IsNullable ? "" : " not null")}"))})",
        ListType l => $"List({l.ValueField.Name}: {TypeText(l.ValueDataType)})",
        DurationType d => $"Duration({d.Unit})",
        IntervalType i => $"Interval({i.Unit})",
        TimeBasedType t => $"{t.TypeId}({t.Unit})",
        Decimal128Type d => $"Decimal128({d.Precision}, {d.Scale})",
        Decimal256Type d => $"Decimal256({d.Precision}, {d.Scale})",
        _ => type.TypeId switch { ArrowTypeId.String => "Utf8", ArrowTypeId.LargeString => "LargeUtf8", ArrowTypeId.StringView => "Utf8View", ArrowTypeId.Double => "Float64", ArrowTypeId.Float => "Float32", _ => type.TypeId.ToString() },
    };

    private static JsonArray? Items(IArrowArray? items, Masks masks) => items is null ? [] : [.. Enumerable.Range(0, items.Length).Select(index => Value(items, index, masks))];

    private static string Time(TimestampArray array, int row, Masks masks)
    {
        long value = array.GetValue(row)!.Value;
        Int128 scale = ((TimestampType)array.Data.DataType).Unit switch { TimeUnit.Second => 1_000_000_000, TimeUnit.Millisecond => 1_000_000, TimeUnit.Microsecond => 1_000, _ => 1 };
        return masks.IsNow(value * scale) ? "<now>" : value.ToString(CultureInfo.InvariantCulture);
    }

    private static int Index(IArrowArray indices, int row) => indices switch
    {
        Int8Array a => a.GetValue(row)!.Value,
        Int16Array a => a.GetValue(row)!.Value,
        Int32Array a => a.GetValue(row)!.Value,
        Int64Array a => (int)a.GetValue(row)!.Value,
        UInt8Array a => a.GetValue(row)!.Value,
        UInt16Array a => a.GetValue(row)!.Value,
        UInt32Array a => (int)a.GetValue(row)!.Value,
        _ => throw new NotSupportedException(indices.GetType().Name),
    };

    private static JsonNode Number<T>(T? value) where T : struct, IFormattable => value!.Value.ToString(null, CultureInfo.InvariantCulture);

    // .NET's shortest text that reads back as the same number; "-0", "NaN", "Infinity", "-Infinity" are its own words.
    private static JsonNode Double(string text) => text;
}
