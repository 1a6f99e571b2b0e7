using System.Management.Automation;

namespace InfluxDownsample.QuickStart;

/// <summary>Prints results as they come: text at once, objects with the same properties together as one table.</summary>
internal sealed class ResultPrinter(TextWriter output)
{
    // A long stream of rows is printed in pieces rather than held.
    private const int MaximumRows = 1000;

    private readonly List<PSObject> _rows = [];
    private string? _columns;

    public void Add(PSObject? result)
    {
        if (result?.BaseObject is string or ValueType)
        {
            Flush();
            output.WriteLine(TextTable.Format(result));
            return;
        }

        if (result is null)
        {
            return;
        }

        string columns = string.Join('\n', result.Properties.Select(property => property.Name));
        if (columns != _columns || _rows.Count == MaximumRows)
        {
            Flush();
        }

        _columns = columns;
        _rows.Add(result);
    }

    public void Flush()
    {
        if (_rows.Count > 0)
        {
            TextTable.Write(output, _rows);
            _rows.Clear();
        }
    }
}
