using System.Diagnostics;
using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>
/// The comment with which a file of rejected lines begins. It says in which unit the stamps count, and only one can be true: a line in another unit would be
/// replayed as a point of 1970.
/// </summary>
internal static class RejectedHeader
{
    private const string Beginning = "# Lines that were not stored. Replay: Import-InfluxLineProtocol -Precision ";

    // Far more than the comments before the first line.
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // For nobody else to write. Where a reader does not mind the lock, as on Linux and macOS, only None keeps other writers out.
    private static readonly FileShare s_share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    /// <summary>The comment.</summary>
    public static string Of(WritePrecision precision) => $"{Beginning}{precision}";

    /// <summary>The unit that a file says; null where there is no file, or it has no lines.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it has lines and does not say their unit.</exception>
    /// <exception cref="IOException">It cannot be read and written.</exception>
    public static WritePrecision? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // Opened as it will be when there is a line for it, so that what keeps it from that is known now.
        using FileStream file = Open(path);
        return Find(file, out bool hasLines) ?? (hasLines ? throw Unknown(path) : null);
    }

    /// <summary>The unit that a file says; null where it says none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="hasLines">Whether it may have lines.</param>
    public static WritePrecision? Find(Stream file, out bool hasLines)
    {
        byte[] beginning = new byte[(int)Math.Min(file.Length, MostBytes)];
        file.Position = 0;
        file.ReadExactly(beginning);
        string[] first = Encoding.UTF8.GetString(beginning).TrimStart('\uFEFF').Split('\n');
        string[] comments = [.. first.TakeWhile(static line => line.StartsWith('#') || string.IsNullOrWhiteSpace(line))];
        hasLines = comments.Length < first.Length || file.Length > beginning.Length;
        foreach (string line in comments)
        {
            if (line.StartsWith(Beginning, StringComparison.Ordinal) && WritePrecisions.TryParse(line[Beginning.Length..].Trim(), out WritePrecision precision))
            {
                return precision;
            }
        }

        return null;
    }

    /// <summary>Opens the file, new if it is not there, for nobody else to write it; waits a moment for who does.</summary>
    /// <exception cref="IOException">It cannot be read and written.</exception>
    public static FileStream Open(string path)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, s_share);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < s_patience)
            {
                // Another process that writes to the file is done with it after an entry.
                Thread.Sleep(10);
            }
        }
    }

    private static InfluxException Unknown(string path) => new(InfluxErrorId.InvalidParameter,
        $"-RejectedPath '{path}' has lines already, and does not say in which unit their stamps count.")
    {
        Target = path,
        Advice = $"Name another file, or say it in its first line: {Of(WritePrecision.Nanosecond)}",
    };
}
