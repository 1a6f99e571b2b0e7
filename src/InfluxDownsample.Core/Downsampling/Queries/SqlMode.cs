using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// The most frequent value in SQL, which has no function for it: beside every row stands how often its value comes in its window and series, and of these
/// rows the first of the most frequent value is taken. Of values that come equally often, that is the earliest.
/// <code>
/// aggregate = first_value(field ORDER BY count DESC, time)
/// table     = ( SELECT *, CASE WHEN field IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY window, tag, …, field) END AS count, …
///               FROM table [ WHERE … ] )
/// </code>
/// </summary>
internal static class SqlMode
{
    /// <summary>The aggregate over the counted rows.</summary>
    public static string Expression(InfluxMeasurement source, InfluxField field) => $"first_value({SqlText.Name(field.Name)} ORDER BY "
        + $"{SqlText.Name(CountName(source, field))} DESC, time)";

    /// <summary>The rows with the counts that modes need; the table itself when no mode is asked for.</summary>
    /// <param name="source">The measurement.</param>
    /// <param name="columns">What is calculated.</param>
    /// <param name="window">The start of a row's window.</param>
    /// <param name="tags">The tags that tell series apart.</param>
    /// <param name="where">The conditions, or nothing.</param>
    public static string From(InfluxMeasurement source, IEnumerable<DownsampleColumn> columns, string window, IEnumerable<DownsampleColumn> tags, string where)
    {
        string table = SqlText.Name(source.Name) + where;
        InfluxField[] modes = [.. columns
            .Where(column => column.Function?.Kind == AggregateKind.Mode)
            .Select(column => column.Source!.Stored)
            .OfType<InfluxField>()
            .Distinct()];
        if (modes.Length == 0)
        {
            return table;
        }

        string series = string.Concat(tags.Select(tag => $", {SqlText.Name(tag.Name)}"));
        IEnumerable<string> counts = modes.Select(field =>
            $"CASE WHEN {SqlText.Name(field.Name)} IS NULL THEN 0 ELSE count(*) OVER (PARTITION BY {window}{series}, {SqlText.Name(field.Name)}) END "
                + $"AS {SqlText.Name(CountName(source, field))}");
        return $"(SELECT *, {string.Join(", ", counts)} FROM {table}) AS counted";
    }

    private static string CountName(InfluxMeasurement source, InfluxField field)
    {
        string name = field.Name + "_times";
        while (source.HasTag(name) || source.FindField(name) is not null)
        {
            name += "_";
        }

        return name;
    }
}
