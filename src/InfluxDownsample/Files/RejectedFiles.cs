using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;

namespace InfluxDownsample.Files;

/// <summary>
/// Opens the file of <c>-RejectedPath</c> before anything is sent: a refused line must not be the first to find out that there is no such folder.
/// </summary>
internal static class RejectedFiles
{
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public static RejectedFile Open(string path, WritePrecision precision, bool convert)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"-RejectedPath '{path}' ends in .gz, and the file is not packed.")
            {
                Target = path,
                Advice = "Give it a name that ends in .lp.",
            };
        }

        try
        {
            return new RejectedFile(path, precision, convert);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"-RejectedPath '{path}' cannot be written: {exception.Message}",
                exception) { Target = path };
        }
    }
}
