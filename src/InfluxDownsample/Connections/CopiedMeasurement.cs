using System.Management.Automation;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Connections;

/// <summary>
/// A measurement as jobs, files of Export-Clixml and Select-Object bring it back: it still names itself, its database and its connection, and of its columns
/// only what can be read.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Database">Its database.</param>
/// <param name="Connection">The connection it was read with, or a copy of that; null when none is known.</param>
internal sealed record CopiedMeasurement(string Name, string? Database, object? Connection)
{
    /// <summary>Reads what is left; null when the object is something else.</summary>
    public static CopiedMeasurement? Read(object input)
        => input is PSObject { BaseObject: PSCustomObject } copy && ObjectCopy.Is(copy, typeof(InfluxMeasurement).FullName!)
            && Text(copy, nameof(InfluxMeasurement.Name)) is { } name
            ? new CopiedMeasurement(name, Text(copy, nameof(InfluxMeasurement.Database)), RememberedConnection.Of(copy))
            : null;

    /// <summary>The connection for a parameter; null when none is known.</summary>
    public ConnectionReference? Reference => Connection switch
    {
        InfluxConnection connection => new ConnectionReference(connection),
        PSObject { BaseObject: InfluxConnection connection } => new ConnectionReference(connection),
        PSObject copy => new ConnectionReference(copy),
        _ => null,
    };

    private static string? Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
