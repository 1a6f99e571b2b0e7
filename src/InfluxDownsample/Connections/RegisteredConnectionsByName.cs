using System.Management.Automation;
using InfluxDownsample.Errors;

namespace InfluxDownsample.Connections;

/// <summary>Finds registered connections for the cmdlets that take their names.</summary>
internal static class RegisteredConnectionsByName
{
    /// <summary>
    /// The connections of those names or wildcards, each once. A name that nothing has is a non-terminating error; a wildcard may find nothing.
    /// </summary>
    public static IReadOnlyList<InfluxConnection> RegisteredConnections(this Cmdlet cmdlet, string[] names)
    {
        List<InfluxConnection> found = [];
        foreach (string name in names)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
            InfluxConnection[] matching = [.. ConnectionTable.Current.All.Where(connection => pattern.IsMatch(connection.Name))];
            if (matching.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                cmdlet.WriteError(ErrorRecords.From(ConnectionReference.NotRegistered(name)));
            }

            found.AddRange(matching.Except(found));
        }

        return found;
    }
}
