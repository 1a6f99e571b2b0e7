using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Time;

/// <summary>The straight line between the values around a gap, in the real engine's arithmetic: slope times distance plus start, integers cut.</summary>
internal static class Interpolation
{
    public static string Sql(string column, string time, OutputType type, string before, string after)
    {
        if (type.Kind != OutputKind.Struct)
        {
            return Line(column, time, type, before, after);
        }

        // of a selector's struct only the value is drawn; the other fields are null in a gap
        IEnumerable<string> fields = type.Fields.Select(field => (field, Value: $"struct_extract({column}, '{field.Name}')")).Select((part, i) =>
            $"'{part.field.Name}': {(i == 0 ? Line(part.Value, time, part.field.Type, before, after) : part.Value)}");
        return $"{{{string.Join(", ", fields)}}}";
    }

    private static string Line(string value, string time, OutputType type, string before, string after)
    {
        string known = $"(CASE WHEN {value} IS NOT NULL THEN {time} END)";
        string startValue = $"last_value({value} IGNORE NULLS) {before}";
        string startTime = $"last_value({known} IGNORE NULLS) {before}";
        string endValue = $"first_value({value} IGNORE NULLS) {after}";
        string endTime = $"first_value({known} IGNORE NULLS) {after}";
        string rise = type.IsFloat ? $"({endValue} - {startValue})" : $"CAST(CAST({endValue} AS HUGEINT) - CAST({startValue} AS HUGEINT) AS DOUBLE)";
        string slope = $"({rise} / CAST({endTime} - {startTime} AS DOUBLE))";
        string line = $"({slope} * CAST({time} - {startTime} AS DOUBLE) + CAST({startValue} AS DOUBLE))";
        return $"(CASE WHEN {value} IS NOT NULL THEN {value} ELSE {(type.IsFloat ? line : $"CAST(trunc({line}) AS {type.Physical})")} END)";
    }
}
