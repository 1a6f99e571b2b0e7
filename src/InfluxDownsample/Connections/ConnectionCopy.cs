using System.Management.Automation;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Connections;

/// <summary>A connection as it arrives in another process: its settings without the token, which no serialised form holds.</summary>
/// <param name="Name">The name it was registered under.</param>
/// <param name="Settings">Address, database and organisation.</param>
internal sealed record ConnectionCopy(string Name, ConnectionSettings Settings)
{
    /// <summary>Reads what is left; null when the object is something else.</summary>
    public static ConnectionCopy? Read(PSObject copy)
        => copy.TypeNames.Contains("Deserialized." + typeof(InfluxConnection).FullName)
            && Uri.TryCreate(Text(copy, nameof(InfluxConnection.Uri)), UriKind.Absolute, out Uri? uri)
            ? new ConnectionCopy(Text(copy, nameof(InfluxConnection.Name)) ?? "", new ConnectionSettings
            {
                Uri = uri,
                Database = Text(copy, nameof(InfluxConnection.Database)),
                Organization = Text(copy, nameof(InfluxConnection.Organization)),
            })
            : null;

    /// <summary>
    /// The connection of that name and server here, else one with the token of the <c>INFLUX_*</c> variables for that server, else one without a token.
    /// </summary>
    /// <param name="ownedByCaller">True when the connection was made for this call and the caller must close it.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ConnectionNotFound"/>: the server asks for a token.</exception>
    public InfluxConnection Resolve(out bool ownedByCaller)
    {
        ownedByCaller = false;
        if (FindRegistered() is { } registered)
        {
            return registered;
        }

        ownedByCaller = true;
        if (EnvironmentSettings.Read(Environment.GetEnvironmentVariable) is { } variables && variables.Uri == Settings.Uri)
        {
            return new InfluxConnection(
                Name, variables with { Database = Settings.Database ?? variables.Database, Organization = Settings.Organization ?? variables.Organization });
        }

        var connection = new InfluxConnection(Name, Settings);
        ServerCheck check = Task.Run(() => connection.Client.CheckAsync(CancellationToken.None)).GetAwaiter().GetResult();
        if (check.Problem?.Id != InfluxErrorId.AuthenticationFailed)
        {
            // Whatever else is wrong, the command says itself.
            return connection;
        }

        connection.Close();
        string database = Settings.Database is null ? "" : $" {Settings.Database}";
        throw new InfluxException(
            InfluxErrorId.ConnectionNotFound,
            $"The connection{(HasName ? $" '{Name}'" : "")} to {Settings.Uri} comes from another process, where its token stayed.")
        {
            Target = HasName ? Name : Settings.Uri,
            Advice = $"Connect here first: Connect-InfluxDatabase {Settings.Uri}{database}{(HasName ? $" -Name {Name}" : "")} -Token $using:token, "
                + "with the token in a SecureString.",
        };
    }

    // One made of a connection string has none.
    private bool HasName => Name.Length > 0;

    // By name, else by what it leads to: which of several is meant, only a name tells.
    private InfluxConnection? FindRegistered()
    {
        InfluxConnection[] fitting = [.. ConnectionTable.Current.All.Where(known => known.Uri == Settings.Uri
            && (HasName ? known.Name == Name : Settings.Database is null || known.Database is null || known.Database == Settings.Database))];
        return fitting is [var only] ? only : null;
    }

    private static string? Text(PSObject copy, string property) => copy.Properties[property]?.Value?.ToString() is { Length: > 0 } text ? text : null;
}
