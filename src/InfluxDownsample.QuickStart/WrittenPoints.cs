using System.Management.Automation;

namespace InfluxDownsample.QuickStart;

/// <summary>What one statement handed to Write-InfluxPoints, as comparable text, and what the cmdlet said about it.</summary>
internal sealed class WrittenPoints
{
    private WrittenPoints(PSObject result, IReadOnlyList<string> points, int empty)
    {
        Database = (string)result.Properties["Database"].Value;
        Measurement = (string)result.Properties["Measurement"].Value;
        Written = Convert.ToInt64(result.Properties["PointsWritten"].Value, null);
        Skipped = Convert.ToInt64(result.Properties["PointsSkipped"].Value, null);
        Points = points;
        Empty = empty;
    }

    public string Database { get; }

    public string Measurement { get; }

    /// <summary>Points written, says the result.</summary>
    public long Written { get; }

    /// <summary>Points skipped, says the result.</summary>
    public long Skipped { get; }

    /// <summary>The points that went into the writer and have a field.</summary>
    public IReadOnlyList<string> Points { get; }

    /// <summary>The rows that went into the writer without any field, as InfluxQL gives for windows without data.</summary>
    public int Empty { get; }

    /// <summary>The counts of the result are the counts of what went in.</summary>
    public bool CountsAreRight => Written == Points.Count && Skipped == Empty;

    /// <summary>Reads a statement's output: null when it did not end in one result of Write-InfluxPoints.</summary>
    public static WrittenPoints? From(IReadOnlyList<PSObject> results, IEnumerable<object?> sorted)
    {
        if (results is not [{ } result] || result.Properties["PointsWritten"] is null)
        {
            return null;
        }

        string?[] texts = [.. sorted.SelectMany(PointText.PointsOf).Select(PointText.Of)];
        return texts.Length == 0
            ? null
            : new WrittenPoints(result, [.. texts.OfType<string>()], texts.Count(text => text is null));
    }
}
