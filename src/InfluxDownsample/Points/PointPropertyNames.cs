using System.Globalization;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// What the properties of a point are called: as the columns, whatever their names hold. PowerShell knows no two names that differ only in case,
/// so the first column has the name and each further one its own with a number behind it; only the stamp's is never taken by another column. So have columns
/// named as what every point can: else they would hide it.
/// </summary>
internal static class PointPropertyNames
{
    private const string TimeColumn = "time";

    private static readonly string[] s_taken =
    [
        "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames",
        .. typeof(InfluxPoint).GetMethods().Select(static method => method.Name).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a name may be one with such a number.</summary>
    public static bool IsNumbered(string name)
        => name.LastIndexOf('_') is > 0 and int end
            && int.TryParse(name.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 2;

    /// <summary>The names, by the position of their columns.</summary>
    public static string[] Of(PointSchema schema)
    {
        var taken = new HashSet<string>(s_taken, StringComparer.OrdinalIgnoreCase);
        HashSet<string> columns = new(schema.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase);
        string[] names = new string[schema.Columns.Count];
        int stamp = schema.IndexOf(TimeColumn);
        if (stamp >= 0)
        {
            Name(stamp);
        }

        for (int ordinal = 0; ordinal < names.Length; ordinal++)
        {
            if (ordinal != stamp)
            {
                Name(ordinal);
            }
        }

        return names;

        void Name(int ordinal)
        {
            string name = schema.Columns[ordinal].Name;
            // .NET has no nameless property, and ends a name at a NUL.
            string property = name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"column{ordinal}") : name;
            for (int number = 2; !taken.Add(property); number++)
            {
                string other = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
                property = columns.Contains(other) ? property : other;
            }

            names[ordinal] = property;
        }
    }
}
