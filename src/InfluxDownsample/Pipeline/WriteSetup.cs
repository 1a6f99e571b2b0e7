using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;
using InfluxDownsample.Files;

namespace InfluxDownsample.Pipeline;

/// <summary>What the parameters of a command that writes come to.</summary>
internal static class WriteSetup
{
    /// <summary>Precision, partial writes and durability: what the command leaves open the connection says.</summary>
    public static WriteTarget Target<T>(T command, InfluxConnection connection, string database)
        where T : PSCmdlet, IWriteParameters
    {
        var settings = connection.Client.Settings;
        var target = new WriteTarget(
            database,
            IsSaid(nameof(command.Precision)) ? command.Precision : settings.Precision ?? command.Precision,
            IsSaid(nameof(command.AcceptPartial)) ? command.AcceptPartial.IsPresent : settings.AcceptPartial ?? false,
            IsSaid(nameof(command.NoSync)) ? command.NoSync.IsPresent : settings.NoSync ?? false);
        // The official clients refuse it too: the older endpoint cannot do it (wire reference 10.2).
        return target.NoSync && settings.UseV2Api == true
            ? throw new InfluxException(InfluxErrorId.InvalidParameter,
                "The v2 endpoint has no writing without waiting for the disk: leave out -NoSync, or writeUseV2Api in the connection.")
            {
                Target = nameof(WriteTarget.NoSync),
            }
            : target;

        bool IsSaid(string parameter) => command.MyInvocation.BoundParameters.ContainsKey(parameter);
    }

    /// <summary>Sizes and limits.</summary>
    public static WriteOptions Options(IWriteParameters given, RejectedFile? rejected, bool isRehearsal) => new()
    {
        BatchSize = given.BatchSize,
        MaxRetry = given.MaxRetry,
        ThrottleLimit = given.ThrottleLimit,
        Timeout = Timeout(given),
        CountRepeated = true,
        OffersPartial = true,
        RejectedLines = isRehearsal ? null : rejected,
        IsRehearsal = isRehearsal,
    };

    /// <summary>The target's columns; null when they are not to be asked for.</summary>
    public static TargetColumns? Columns(IWriteParameters given, InfluxClient client, string database, bool isRehearsal, CancellationToken cancellationToken)
        => given.SkipSchemaCheck || isRehearsal ? null
            : new TargetColumns(client, database, Timeout(given) ?? client.Settings.Timeout, cancellationToken);

    /// <summary>The file for lines that are not stored; null where none is named.</summary>
    /// <param name="command">The command.</param>
    /// <param name="precision">The unit of its stamps.</param>
    /// <param name="convert">Whether they may be converted to that of the file.</param>
    public static RejectedFile? Rejected<T>(T command, WritePrecision precision, bool convert)
        where T : PSCmdlet, IWriteParameters
        => command.RejectedPath is null ? null
            : RejectedFiles.Open(command.GetUnresolvedProviderPathFromPSPath(command.RejectedPath), precision, convert);

    private static TimeSpan? Timeout(IWriteParameters given) => given.TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
