using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Reading;

namespace InfluxDownsample.Files;

/// <summary>Opens files of line protocol, packed or not, and says of each what is wrong with it.</summary>
internal static class LineProtocolFiles
{
    /// <summary>The failure that there is no such file.</summary>
    public static InfluxException NoFile(string path, Exception? reason)
        => new(InfluxErrorId.FileNotFound, $"There is no file '{path}'.", reason) { Target = path };

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.FileNotFound"/>.</exception>
    public static void Require(string file)
    {
        if (Directory.Exists(file))
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"'{file}' is a folder.") { Target = file,
                Advice = "Name its files, with wildcards if there are many." };
        }

        if (!File.Exists(file))
        {
            throw NoFile(file, null);
        }
    }

    /// <summary>Opens a file; one whose name ends in <c>.gz</c> is unpacked.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.FileNotFound"/>, <see cref="InfluxErrorId.FileDamaged"/>.</exception>
    public static Stream Open(string file)
    {
        try
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Unpack(stream, file) : stream;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InfluxException(InfluxErrorId.FileNotFound, $"'{file}' cannot be read: {exception.Message}", exception) { Target = file };
        }
    }

    /// <summary>How much of a file has been read; null for a packed one, of which nobody knows how long it is.</summary>
    public static double? PartOf(Stream stream) => stream is FileStream { Length: > 0 } file ? (double)file.Position / file.Length : null;

    /// <summary>Looks whether a packed file is whole: a value that was damaged is known for one only at the end of the file.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.FileDamaged"/>.</exception>
    public static async Task RequireWholeAsync(string file, CancellationToken cancellationToken)
    {
        await using Stream stream = Open(file);
        if (stream is not GzipFile)
        {
            return;
        }

        byte[] room = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(room, cancellationToken) > 0)
            {
            }
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(file, exception);
        }
    }

    /// <summary>Reads the next line.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.FileDamaged"/>, <see cref="InfluxErrorId.LineInvalid"/>.</exception>
    public static async ValueTask<bool> ReadAsync(LineFile lines, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged(file, exception);
        }
        catch (LineProtocolException exception)
        {
            string line = exception.LineNumber.ToString(CultureInfo.InvariantCulture);
            throw new InfluxException(InfluxErrorId.LineInvalid, $"'{file}', line {line}: {exception.Message} The file was not read any further.", exception)
            {
                Target = $"{file}:{exception.LineNumber.ToString(CultureInfo.InvariantCulture)}",
            };
        }
    }

    private static GzipFile Unpack(FileStream stream, string file)
    {
        Span<byte> beginning = stackalloc byte[2];
        int read = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        if (!GzipFile.IsPacked(beginning[..read]))
        {
            stream.Dispose();
            throw new InfluxException(InfluxErrorId.FileDamaged, $"'{file}' is named .gz but is not packed with gzip; nothing of it was stored.")
            {
                Target = file,
                Advice = "Rename it if it is plain text, else copy it again.",
            };
        }

        stream.Position = 0;
        return new GzipFile(stream);
    }

    private static InfluxException Damaged(string file, Exception reason)
        => new(InfluxErrorId.FileDamaged, $"'{file}' is cut off or damaged; nothing of it was stored.", reason)
    {
        Target = file,
        Advice = "Copy the file again, or pack it again.",
    };
}
