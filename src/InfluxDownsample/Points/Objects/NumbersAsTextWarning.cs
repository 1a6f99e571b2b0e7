using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Numbers;

namespace InfluxDownsample.Points.Objects;

/// <summary>The warning that new columns hold numbers as text, with what makes numbers of them as they are written.</summary>
internal static class NumbersAsTextWarning
{
    /// <param name="columns">The columns, with what was seen of them.</param>
    /// <param name="inferTypes">Whether types are inferred.</param>
    /// <param name="culture">In which culture numbers are written, as far as is said.</param>
    public static string Of(IReadOnlyDictionary<string, SeenTypes> columns, bool inferTypes, CultureInfo? culture)
    {
        string names = string.Join(", ", columns.Select(static column => $"'{column.Key}'{(column.Value.NotPlain is { } text ? $" ('{text}')" : "")}"));
        return $"Numbers in text are written as text, for good, in the new columns {ErrorText.Quote(names)}."
            + string.Concat(Cures([.. columns.Values.Select(static seen => seen.Writing)], inferTypes, culture).Select(static cure => " " + cure));
    }

    private static IEnumerable<string> Cures(NumberWriting[] columns, bool inferTypes, CultureInfo? culture)
    {
        // Without -InferType or -FieldType no text becomes a number, however it is written.
        if (!inferTypes && Array.Exists(columns, static writing => !writing.HasFlag(NumberWriting.Large)))
        {
            yield return culture is null ? "Say their types with -InferType or -FieldType, and -Culture where they have a decimal comma."
                : "Say their types with -InferType or -FieldType.";
        }

        if (Array.Exists(columns, static writing => writing.HasFlag(NumberWriting.Large)))
        {
            yield return "No type holds all of them exactly where whole numbers are that large: round these, or leave the column text.";
        }

        if (Array.Exists(columns, HasOtherSign) && (inferTypes || culture is not null))
        {
            yield return culture is null ? "They have a decimal comma: say with -Culture how they are written, such as -Culture de-DE."
                : $"They have {NumberText.OtherDecimalSign(culture)} {NumberText.OtherDecimalAdvice}";
        }

        if (Array.Exists(columns, static writing => (writing & (NumberWriting.Grouped | NumberWriting.OtherSignOrGrouped)) != 0))
        {
            yield return "Where signs group their digits, write the numbers without these.";
        }

        if (inferTypes && Array.Exists(columns, static writing => writing.HasFlag(NumberWriting.Unusual)))
        {
            yield return "Texts such as '+5', '.5' and ' 5 ' are numbers where -FieldType says float.";
        }
    }

    private static bool HasOtherSign(NumberWriting writing)
        => writing.HasFlag(NumberWriting.OtherSign) || (writing.HasFlag(NumberWriting.OtherSignOrGrouped) && !writing.HasFlag(NumberWriting.Grouped));
}
