using System.Collections.ObjectModel;
using System.Management.Automation;
using InfluxDownsample.Errors;

namespace InfluxDownsample.Files;

/// <summary>Finds the files that parameters name.</summary>
internal static class FilePaths
{
    /// <summary>The files of paths with wildcards. A path that names none is a non-terminating error.</summary>
    public static IEnumerable<string> Resolve(PSCmdlet command, IEnumerable<string> paths)
        => paths.SelectMany(path => Find(command, path, () => command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)));

    /// <summary>The files of paths as they stand.</summary>
    public static IEnumerable<string> ResolveLiterally(PSCmdlet command, IEnumerable<string> paths)
        => paths.SelectMany(path => Find(command, path, () => [command.GetUnresolvedProviderPathFromPSPath(path)]));

    /// <summary>Whether two paths lead to one file. Two names that differ in case are taken for one where systems commonly do.</summary>
    public static bool AreSame(string one, string other) => string.Equals(
        Final(one), Final(other), OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string Final(string path)
        => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);

    private static Collection<string> Find(PSCmdlet command, string path, Func<Collection<string>> find)
    {
        Collection<string> files = [];
        Exception? reason = null;
        try
        {
            files = find();
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            reason = exception;
        }

        if (files.Count == 0)
        {
            command.WriteError(ErrorRecords.From(LineProtocolFiles.NoFile(path, reason)));
        }

        return files;
    }
}
