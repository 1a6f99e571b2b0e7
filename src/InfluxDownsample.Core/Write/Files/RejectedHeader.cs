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

    /// <summary>The comment.</summary>
    public static string Of(WritePrecision precision) => $"{Beginning}{precision}";

    /// <summary>The unit that a file says; null where there is no file, or none of its lines has a stamp.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it has lines and does not say their unit.</exception>
    /// <exception cref="IOException">It cannot be read and written.</exception>
    public static WritePrecision? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] first = FirstLines(path, out bool isWhole);
        string[] comments = [.. first.TakeWhile(static line => line.StartsWith('#') || string.IsNullOrWhiteSpace(line))];
        foreach (string line in comments)
        {
            if (line.StartsWith(Beginning, StringComparison.Ordinal) && WritePrecisions.TryParse(line[Beginning.Length..].Trim(), out WritePrecision precision))
            {
                return precision;
            }
        }

        return isWhole && comments.Length == first.Length ? null : throw Unknown(path);
    }

    private static string[] FirstLines(string path, out bool isWhole)
    {
        // Opened as it will be when there is a line for it, so that what keeps it from that is known now.
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] beginning = new byte[(int)Math.Min(file.Length, MostBytes)];
        isWhole = file.Length == beginning.Length;
        file.ReadExactly(beginning);
        return Encoding.UTF8.GetString(beginning).TrimStart('\uFEFF').Split('\n');
    }

    private static InfluxException Unknown(string path) => new(InfluxErrorId.InvalidParameter,
        $"-RejectedPath '{path}' has lines already, and does not say in which unit their stamps count.")
    {
        Target = path,
        Advice = $"Name another file, or say it in its first line: {Of(WritePrecision.Nanosecond)}",
    };
}
