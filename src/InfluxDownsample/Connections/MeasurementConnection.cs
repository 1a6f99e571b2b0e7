using System.Management.Automation;
using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Connections;

/// <summary>
/// Lets measurements know the connection they were read with, so that a command they are piped to asks the same server. It binds to <c>-Connection</c> by name.
/// </summary>
internal static class MeasurementConnection
{
    private const string Name = "Connection";

    /// <summary>The measurement with its connection.</summary>
    public static PSObject Remember(InfluxMeasurement measurement, InfluxConnection connection)
    {
        var remembering = PSObject.AsPSObject(measurement);
        remembering.Properties.Add(new PSNoteProperty(Name, connection));
        return remembering;
    }

    /// <summary>The connection; null when none is known.</summary>
    public static object? Of(PSObject measurement) => measurement.Properties[Name]?.Value;
}
