using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Charts;

/// <summary>The file of a chart, with what PowerShell's export commands promise of it.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Force">A file that must not be written may be.</param>
/// <param name="NoClobber">A file that is there stays.</param>
internal sealed record ChartTarget(string Path, bool Force, bool NoClobber)
{
    /// <summary>Looks whether the file can be written, before anything is read for it.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public void Check()
    {
        ChartFile.Check(Path);
        if (NoClobber && File.Exists(Path))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{Path}' is there, and -NoClobber keeps it.") { Target = Path };
        }

        if (!Force && IsReadOnly)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{Path}' is read-only.") { Target = Path, Advice = "Write over it with -Force." };
        }
    }

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public void Write(string text)
    {
        if (IsReadOnly && Force)
        {
            File.SetAttributes(Path, File.GetAttributes(Path) & ~FileAttributes.ReadOnly);
        }

        ChartFile.Write(Path, text, overwrite: !NoClobber);
    }

    private bool IsReadOnly => File.Exists(Path) && File.GetAttributes(Path).HasFlag(FileAttributes.ReadOnly);
}
