using InfluxDownsample.Core.Errors;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>That no input has a column which the user names.</summary>
internal static class MissingColumn
{
    /// <param name="name">The column.</param>
    /// <param name="columns">The columns of the input; a name may come several times.</param>
    public static InfluxException Error(string name, IEnumerable<string> columns)
    {
        if (ObjectShape.IsOfRemoting(name))
        {
            return new InfluxException(InfluxErrorId.ColumnNotFound,
                $"'{name}' is a property that jobs and remoting add to objects, so it never becomes a column.")
            {
                Target = name,
                Advice = $"Give it a name of its own before: Select-Object *, @{{ Name = 'host'; Expression = '{name}' }}.",
            };
        }

        string[] present = [.. columns.Distinct(StringComparer.Ordinal)];
        string? near = Array.Find(present, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
        return new InfluxException(InfluxErrorId.ColumnNotFound,
            $"No input has a column '{name}'. The columns are: {ErrorText.Shorten(string.Join(", ", present), ErrorText.ServerLength)}.")
        {
            Target = name,
            Advice = near is null ? null : $"Names are case-sensitive: write '{near}'.",
        };
    }
}
