using System.Globalization;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

/// <summary>A row with a value, or none, in a field of each type.</summary>
internal sealed record Row(string? Tag, long Time, long? I, ulong? U, double? F, string? S, bool? B)
{
    public object? Value(char field) => field switch
    {
        'i' => I,
        'u' => U,
        'f' => F,
        's' => S,
        _ => B,
    };

    public string Line(string table)
    {
        List<string> fields = ["x=true"];
        Add("i", I is null ? null : string.Create(CultureInfo.InvariantCulture, $"{I}i"));
        Add("u", U is null ? null : string.Create(CultureInfo.InvariantCulture, $"{U}u"));
        Add("f", F?.ToString("R", CultureInfo.InvariantCulture));
        Add("s", S is null ? null : $"\"{S}\"");
        Add("b", B is null ? null : B.Value ? "true" : "false");
        return string.Create(CultureInfo.InvariantCulture, $"{table}{(Tag is null ? "" : ",tag=" + Tag)} {string.Join(',', fields)} {Time}");

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields.Add($"{name}={value}");
            }
        }
    }
}
