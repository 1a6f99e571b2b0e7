using System.Management.Automation;

namespace InfluxDownsample.Connections;

/// <summary>
/// Lets what a server lists know the connection it was read with, so that a command it is piped to means the same server. It binds to <c>-Connection</c> by
/// name.
/// </summary>
internal static class RememberedConnection
{
    private const string Name = "Connection";

    /// <summary>A measurement or a database with its connection.</summary>
    public static PSObject Beside(object listed, InfluxConnection connection)
    {
        var remembering = PSObject.AsPSObject(listed);
        remembering.Properties.Add(new PSNoteProperty(Name, connection));
        return remembering;
    }

    /// <summary>The connection; null when none is known.</summary>
    public static object? Of(PSObject listed) => listed.Properties[Name]?.Value;
}
