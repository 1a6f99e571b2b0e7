using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>One value of a batch as JSON or as plain text.</summary>
internal static class Cell
{
    public static void WriteJson(Utf8JsonWriter json, IArrowArray array, int row)
    {
        switch (array)
        {
            case var _ when array.IsNull(row):
                json.WriteNullValue();
                break;
            case DoubleArray or FloatArray:
                // JSON knows no infinities.
                double number = array is DoubleArray doubles ? doubles.GetValue(row)!.Value : ((FloatArray)array).GetValue(row)!.Value;
                json.WriteRawValue(double.IsFinite(number) ? FloatCell.Json(number) : "null");
                break;
            case BooleanArray booleans:
                json.WriteBooleanValue(booleans.GetValue(row)!.Value);
                break;
            case StructArray structure:
                WriteObject(json, ((StructType)structure.Data.DataType).Fields, structure.Fields, row);
                break;
            case ListArray list:
                json.WriteStartArray();
                for (int i = list.ValueOffsets[row]; i < list.ValueOffsets[row + 1]; i++)
                {
                    WriteJson(json, list.Values, i);
                }

                json.WriteEndArray();
                break;
            case Int64Array or UInt64Array or Int32Array or UInt32Array or Int16Array or UInt16Array or Int8Array or UInt8Array or Decimal128Array:
                json.WriteRawValue(Text(array, row));
                break;
            default:
                json.WriteStringValue(Text(array, row));
                break;
        }
    }

    /// <summary>A value as CSV shows it.</summary>
    public static string Text(IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => "",
        StringArray a => Encoding.UTF8.GetString(a.GetBytes(row)),
        LargeStringArray a => a.GetString(row),
        StringViewArray a => a.GetString(row),
        Decimal128Array a => a.GetString(row) ?? "",
        TimestampArray a => Time(Nanoseconds(a, row), ((TimestampType)a.Data.DataType).Timezone),
        DoubleArray a => FloatCell.Plain(a.GetValue(row)!.Value),
        FloatArray a => FloatCell.Plain(a.GetValue(row)!.Value),
        BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
        Int64Array a => Integer(a.GetValue(row)),
        UInt64Array a => Integer(a.GetValue(row)),
        Int32Array a => Integer(a.GetValue(row)),
        UInt32Array a => Integer(a.GetValue(row)),
        Int16Array a => Integer(a.GetValue(row)),
        UInt16Array a => Integer(a.GetValue(row)),
        Int8Array a => Integer(a.GetValue(row)),
        UInt8Array a => Integer(a.GetValue(row)),
        Date32Array a => a.GetDateTime(row)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Time64Array a => TimestampText.Shown(a.GetValue(row)!.Value)[11..],
        DurationArray a => Integer(a.GetValue(row)) + "ns",
        StructArray or ListArray => JsonText(array, row),
        MonthDayNanosecondIntervalArray a when a.GetValue(row) is { } v => Interval(v.Months, v.Days, v.Nanoseconds),
        _ => "",
    };

    /// <summary>A timestamp in nanoseconds, whatever its unit.</summary>
    public static long Nanoseconds(TimestampArray array, int row) =>
        array.GetValue(row)!.Value * TimeUnits.Nanoseconds(((TimestampType)array.Data.DataType).Unit);

    /// <summary><c>2065-01-07T17:28:51[.fraction]</c>, in UTC, or with the offset of its zone. // wire reference 8.1</summary>
    private static string Time(long nanoseconds, string? zone)
    {
        if (string.IsNullOrEmpty(zone) || ZoneClock.Of(zone) is not { } clock)
        {
            return TimestampText.Shown(nanoseconds);
        }

        long offset = (clock.Local(nanoseconds) - nanoseconds) / 1_000_000_000;
        long minutes = Math.Abs(offset) / 60;
        return TimestampText.Shown(clock.Local(nanoseconds)) + (offset == 0 ? "Z"
            : $"{(offset < 0 ? '-' : '+')}{minutes / 60:D2}:{minutes % 60:D2}");
    }

    /// <summary>As the server's library shows it: <c>1 mons 2 days 3 hours</c>; parts that are zero are left out.</summary>
    private static string Interval(int months, int days, long nanoseconds)
    {
        (long hours, long rest) = Math.DivRem(nanoseconds, 3_600_000_000_000);
        (long minutes, rest) = Math.DivRem(rest, 60_000_000_000);
        (long seconds, long fraction) = Math.DivRem(rest, 1_000_000_000);
        (long Count, string Unit)[] whole = [(months, "mons"), (days, "days"), (hours, "hours"), (minutes, "mins")];
        List<string> parts = [.. whole.Where(part => part.Count != 0).Select(part => $"{part.Count} {part.Unit}")];
        if (rest != 0 || parts.Count == 0)
        {
            string digits = fraction == 0 ? "" : $".{Math.Abs(fraction):D9}";
            parts.Add($"{(rest < 0 && seconds == 0 ? "-" : "")}{seconds}{digits} secs");
        }

        return string.Join(' ', parts);
    }

    private static string Integer<T>(T? value)
        where T : struct, IFormattable => value!.Value.ToString(null, CultureInfo.InvariantCulture);

    private static string JsonText(IArrowArray array, int row)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            WriteJson(json, array, row);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Writes values of one row as an object; nulls are left out.</summary>
    public static void WriteObject(Utf8JsonWriter json, IReadOnlyList<Field> fields, IEnumerable<IArrowArray> arrays, int row)
    {
        json.WriteStartObject();
        foreach ((Field field, IArrowArray array) in fields.Zip(arrays))
        {
            if (!array.IsNull(row))
            {
                json.WritePropertyName(field.Name);
                WriteJson(json, array, row);
            }
        }

        json.WriteEndObject();
    }
}
