using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Pipeline;

/// <summary>What a command that writes says of precision, partial writes and durability; what it leaves open the connection says.</summary>
internal static class WriteTargets
{
    public static WriteTarget Of(
        PSCmdlet command, InfluxConnection connection, string database, WritePrecision precision, SwitchParameter acceptPartial, SwitchParameter noSync)
    {
        var settings = connection.Client.Settings;
        var target = new WriteTarget(
            database,
            IsSaid(nameof(WriteTarget.Precision)) ? precision : settings.Precision ?? precision,
            IsSaid(nameof(WriteTarget.AcceptPartial)) ? acceptPartial.IsPresent : settings.AcceptPartial ?? false,
            IsSaid(nameof(WriteTarget.NoSync)) ? noSync.IsPresent : settings.NoSync ?? false);
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
}
