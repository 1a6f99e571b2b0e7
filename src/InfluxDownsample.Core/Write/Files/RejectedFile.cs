using System.Globalization;
using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Reading;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>
/// A line protocol file of the lines that were not stored, each behind a comment that says why. It can be imported again.
/// Every entry is on the disk before the command goes on. Commands that run beside each other may share it: it is open for as long as an entry takes.
/// </summary>
internal sealed class RejectedFile : IDisposable
{
    // A reason, and what may have to be said of several lines.
    private const int ReasonLength = 400;

    private static readonly object s_lock = new();

    private readonly string _path;
    private readonly WritePrecision _precision;
    private readonly bool _isConverted;
    private bool _hasHeader;
    private bool _isClosed;

    /// <param name="path">The file; it is made with the first line that it gets.</param>
    /// <param name="precision">The unit of the stamps of the lines.</param>
    /// <param name="convert">Whether all lines come with their time, so that their stamps can be written in the unit of the file, which is nanoseconds where it
    /// says none: several commands may share it.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it has lines in another unit.</exception>
    /// <exception cref="IOException">There is no folder for it, or it is a folder.</exception>
    public RejectedFile(string path, WritePrecision precision, bool convert = false)
    {
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new IOException(Directory.Exists(path) ? "It is a folder." : "Its folder is not there.");
        }

        WritePrecision? said = RejectedHeader.Read(path);
        _path = path;
        _precision = said ?? (convert ? WritePrecision.Nanosecond : precision);
        _isConverted = _precision != precision;
        if (_isConverted && (!convert || _precision.Nanoseconds() > precision.Nanoseconds()))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"-RejectedPath '{path}' has lines of -Precision {_precision}, and those of this call are of -Precision {precision}.")
            {
                Target = path,
                Advice = "Name another file: one has stamps of one unit.",
            };
        }
    }

    /// <summary>Adds lines of a request.</summary>
    public void Add(WriteRequest request, IEnumerable<int> lines, string reason) => Add(request, lines, _ => reason);

    /// <summary>Adds lines of a request, each with its own reason.</summary>
    public void Add(WriteRequest request, IEnumerable<int> lines, Func<int, string> reasonOf)
        => Add(lines.Select(line => (TextOf(request, line), reasonOf(line))));

    /// <summary>Adds lines as they are, each with its own reason.</summary>
    public void Add(IEnumerable<(string Line, string Reason)> lines)
    {
        var text = new StringBuilder();
        (string? last, string comment) = (null, "");
        foreach ((string line, string reason) in lines)
        {
            (last, comment) = (reason, ReferenceEquals(reason, last) ? comment : Comment(reason));
            text.Append(comment).Append(line).Append('\n');
        }

        if (text.Length > 0)
        {
            Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    /// <summary>Adds a line of a file that is no line protocol; it waits, as it is, for somebody to correct it.</summary>
    public void AddInvalid(ReadOnlySpan<byte> line, string reason)
        => Write([.. Encoding.UTF8.GetBytes(Comment(reason)), .. line, .. line.EndsWith("\n"u8) ? ""u8 : "\n"u8, .. EndOf(line)]);

    /// <summary>Closes the file; what comes afterwards is not kept.</summary>
    public void Dispose()
    {
        lock (s_lock)
        {
            _isClosed = true;
        }
    }

    // The stamp is what stands behind the last space.
    private string TextOf(WriteRequest request, int line)
    {
        string text = request.TextOf(line);
        return !_isConverted ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, text.LastIndexOf(' '))} {request.TimeOf(line) / _precision.Nanoseconds()}");
    }

    // A quote in a comment would swallow the lines behind it (wire reference 5.2).
    private static string Comment(string reason)
        => "# " + ErrorText.Shorten(string.IsNullOrWhiteSpace(reason) ? "no reason given" : reason, ReasonLength)
            .Replace('"', '\'').Replace('\\', '/').ReplaceLineEndings(" ") + "\n";

    private void Write(byte[] entry)
    {
        lock (s_lock)
        {
            if (_isClosed)
            {
                return;
            }

            using FileStream file = RejectedHeader.Open(_path);
            // Another command may have made the file meanwhile.
            _hasHeader = file.Length > 0 && (_hasHeader || RejectedHeader.Find(file, out _) == _precision);
            file.Write([.. Encoding.UTF8.GetBytes(MissingLineEnd(file) + (_hasHeader ? "" : RejectedHeader.Of(_precision) + "\n")), .. entry]);
            file.Flush(flushToDisk: true);
            _hasHeader = true;
        }
    }

    // What ends the line where it is open, so that it takes in nothing of what follows. Once it is mended, a comment or nothing.
    private static ReadOnlySpan<byte> EndOf(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line.EndsWith("\n"u8) ? line : [.. line, (byte)'\n'];
        var splitter = new LineProtocolSplitter();
        int end = 0;
        while (!rest.IsEmpty && (end = splitter.FindEnd(rest)) >= 0)
        {
            rest = rest[(end + 1)..];
        }

        return end >= 0 ? ""u8 : splitter.IsInText ? "# \" ends the text that is open above\n"u8 : "\n"u8;
    }

    // An editor may have left the last line without its end. Leaves the file at its end.
    private static string MissingLineEnd(FileStream file)
    {
        if (file.Seek(0, SeekOrigin.End) == 0)
        {
            return "";
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n' ? "" : "\n";
    }
}
