using System.Text;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// A line protocol file of the lines that were not stored, each behind a comment that says why. It can be imported again.
/// Every entry is on the disk before the command goes on.
/// </summary>
internal sealed class RejectedFile : IDisposable
{
    private readonly FileStream _file;
    private readonly object _lock = new();

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public RejectedFile(string path, WritePrecision precision)
    {
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        if (_file.Length == 0)
        {
            Write($"# Lines that were not stored. Replay: Import-InfluxLineProtocol -Precision {precision}\n");
        }
    }

    public void Add(string line, string reason) => Add([line], reason);

    public void Add(IEnumerable<string> lines, string reason)
    {
        // A quote in a comment would swallow the lines behind it (wire reference 5.2).
        string comment = "# " + reason.Replace('"', '\'').Replace('\\', '/').ReplaceLineEndings(" ") + "\n";
        var text = new StringBuilder();
        foreach (string line in lines)
        {
            text.Append(comment).Append(line).Append('\n');
        }

        Write(text.ToString());
    }

    public void Dispose() => _file.Dispose();

    private void Write(string text)
    {
        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes(text));
            _file.Flush(flushToDisk: true);
        }
    }
}
