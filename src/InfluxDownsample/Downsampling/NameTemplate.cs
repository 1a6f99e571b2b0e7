using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>A name with placeholders such as <c>{measurement}_{every}</c>.</summary>
internal static class NameTemplate
{
    /// <summary>Checks that a template holds no placeholder but the known ones.</summary>
    /// <param name="template">The template; null is none.</param>
    /// <param name="parameter">The parameter's name, for the message.</param>
    /// <param name="known">The placeholders without braces.</param>
    /// <returns>The template.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public static string? Check(string? template, string parameter, params string[] known)
    {
        for (int open = template?.IndexOf('{') ?? -1; open >= 0; open = template!.IndexOf('{', open + 1))
        {
            int close = template!.IndexOf('}', open);
            if (close < 0)
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"-{parameter} '{template}' opens a brace that is not closed.")
                {
                    Target = template,
                    Advice = $"It knows {string.Join(" and ", known.Select(word => $"{{{word}}}"))}.",
                };
            }

            if (close > open && template[(open + 1)..close] is var name && !known.Contains(name, StringComparer.Ordinal))
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"-{parameter} '{template}' holds '{{{name}}}', which stands for nothing.")
                {
                    Target = template,
                    Advice = $"It knows {string.Join(" and ", known.Select(word => $"{{{word}}}"))}.",
                };
            }
        }

        return template;
    }

    /// <summary>Fills in the placeholders, in one pass: a measurement may be called '{every}'.</summary>
    public static string TargetOf(string template, string measurement, string every)
        => string.Join(measurement, template.Split("{measurement}").Select(part => part.Replace("{every}", every, StringComparison.Ordinal)));
}
