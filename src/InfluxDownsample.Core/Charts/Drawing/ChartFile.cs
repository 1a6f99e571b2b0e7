using System.Text;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>A file that is there whole or not at all: written beside its place and moved there.</summary>
internal static class ChartFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Makes sure that there is a folder and no folder of that name, before anything is read for the file.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public static void Check(string path)
    {
        if (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"'{path}' cannot be written: {(Directory.Exists(path) ? "it is a folder" : "its folder is not there")}.") { Target = path };
        }
    }

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: the file cannot be written, for the system's reason.</exception>
    public static void Write(string path, string text, bool overwrite)
    {
        string beside = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            File.WriteAllText(beside, text, s_utf8);
            File.Move(beside, path, overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(beside);
            // Nobody has named the file beside.
            string reason = exception.Message.Replace(beside, path, StringComparison.Ordinal);
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{path}' cannot be written: {reason}", exception) { Target = path };
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What kept the file from being written keeps it from being deleted.
        }
    }
}
