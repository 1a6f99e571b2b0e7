using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.QuickStart;

/// <summary>Prints objects as text. A hosted engine has no Format-Table.</summary>
internal static class TextTable
{
    private const int WidestTable = 8;
    private const string Gap = "  ";

    /// <summary>Prints a table with numbers to the right, or, for objects with many properties, one property per line.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="rows">Objects with the same properties.</param>
    /// <param name="maximumRows">Of more rows, only the first and the last are printed.</param>
    public static void Write(TextWriter output, IReadOnlyList<PSObject> rows, int maximumRows = int.MaxValue)
    {
        string[] columns = rows.Count == 0 ? [] : rows[0].Properties.Select(property => property.Name).ToArray();
        if (columns.Length > WidestTable)
        {
            WriteLists(output, rows, columns);
        }
        else if (columns.Length > 0)
        {
            WriteTable(output, rows, columns, maximumRows);
        }

        output.WriteLine();
    }

    /// <summary>The text of one value, the same in every culture.</summary>
    public static string Format(object? value)
    {
        value = value is PSObject wrapped ? wrapped.BaseObject : value;
        return value switch
        {
            null => "",
            string text => text,
            double number => number.ToString(Math.Abs(number) is >= 1e-3 and < 1e15 ? "0.####" : "R", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            TimeSpan duration => duration.ToString("c", CultureInfo.InvariantCulture),
            IDictionary pairs => string.Join(", ", pairs.Keys.Cast<object>().Select(key => $"{Format(key)}: {Format(pairs[key])}")),
            IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Format)),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<PSObject> rows, string[] columns, int maximumRows)
    {
        int head = rows.Count <= maximumRows ? rows.Count : maximumRows / 2;
        int tail = rows.Count <= maximumRows ? 0 : maximumRows - head;
        List<string[]> cells = [.. rows.Take(head).Concat(rows.TakeLast(tail)).Select(row => Cells(row, columns))];
        int[] widths = [.. columns.Select((name, i) => Math.Max(name.Length, cells.Max(row => row[i].Length)))];
        bool[] numbers = [.. columns.Select(name => rows.Any(row => row.Properties[name]?.Value is int or long or ulong or double))];

        output.WriteLine(Line(columns, widths, numbers));
        output.WriteLine(Line([.. columns.Select(name => new string('-', name.Length))], widths, numbers));
        for (int i = 0; i < cells.Count; i++)
        {
            if (i == head)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {rows.Count - cells.Count} more rows ..."));
            }

            output.WriteLine(Line(cells[i], widths, numbers));
        }
    }

    private static void WriteLists(TextWriter output, IReadOnlyList<PSObject> rows, string[] columns)
    {
        int width = columns.Max(name => name.Length);
        for (int i = 0; i < rows.Count; i++)
        {
            if (i > 0)
            {
                output.WriteLine();
            }

            string[] cells = Cells(rows[i], columns);
            for (int column = 0; column < columns.Length; column++)
            {
                output.WriteLine($"{columns[column].PadRight(width)} : {cells[column]}".TrimEnd());
            }
        }
    }

    private static string[] Cells(PSObject row, string[] columns) => [.. columns.Select(name => Format(row.Properties[name]?.Value))];

    private static string Line(string[] cells, int[] widths, bool[] numbers) =>
        string.Join(Gap, cells.Select((cell, i) => numbers[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
}
