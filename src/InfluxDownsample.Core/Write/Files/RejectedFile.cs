using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>
/// A line protocol file of the lines that were not stored, each behind a comment that says why. It can be imported again.
/// Every entry is on the disk before the command goes on.
/// </summary>
internal sealed class RejectedFile : IDisposable
{
    private readonly string _path;
    private readonly string _head;
    private readonly object _lock = new();
    private FileStream? _file;
    private bool _isClosed;

    /// <param name="path">The file; it is made with the first line that it gets.</param>
    /// <param name="precision">The unit of the lines' timestamps.</param>
    /// <exception cref="IOException">There is no folder for it, or it is a folder.</exception>
    public RejectedFile(string path, WritePrecision precision)
    {
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new IOException(Directory.Exists(path) ? "It is a folder." : "Its folder is not there.");
        }

        _path = path;
        _head = $"# Lines that were not stored. Replay: Import-InfluxLineProtocol -Precision {precision}\n";
    }

    public void Add(string line, string reason) => Add([line], reason);

    public void Add(IEnumerable<string> lines, string reason) => Add(lines.Select(line => (line, reason)));

    /// <summary>Adds lines, each with its own reason, at once.</summary>
    public void Add(IEnumerable<(string Line, string Reason)> lines)
    {
        var text = new StringBuilder();
        foreach ((string line, string reason) in lines)
        {
            text.Append(Comment(reason)).Append(line).Append('\n');
        }

        if (text.Length > 0)
        {
            Write(text.ToString());
        }
    }

    /// <summary>Adds a line of a file that is no line protocol; it waits, as it is, for somebody to correct it.</summary>
    public void AddInvalid(string line, string reason)
    {
        // An open quote would swallow all lines behind it.
        bool isOpen = line.Count(static character => character == '"') % 2 != 0;
        Add(isOpen ? "# " + line.Replace('"', '\'').ReplaceLineEndings(" ") : line, isOpen ? reason + " (quotes replaced)" : reason);
    }

    /// <summary>Closes the file; what comes afterwards is not kept.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file?.Dispose();
        }
    }

    // A quote in a comment would swallow the lines behind it (wire reference 5.2).
    private static string Comment(string reason)
        => "# " + ErrorText.Quote(reason).Replace('"', '\'').Replace('\\', '/').ReplaceLineEndings(" ") + "\n";

    private void Write(string text)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            if (_file is null)
            {
                _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
                text = _file.Length == 0 ? _head + text : text;
            }

            _file.Write(Encoding.UTF8.GetBytes(text));
            _file.Flush(flushToDisk: true);
        }
    }
}
