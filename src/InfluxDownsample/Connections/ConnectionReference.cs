using System.Management.Automation;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Connections;

/// <summary>
/// What a <c>-Connection</c> parameter takes: an <see cref="InfluxConnection"/>, the name of a registered one, or a connection string.
/// It is resolved when the cmdlet begins, so that a wrong one is this module's error and not a failed parameter conversion.
/// </summary>
public sealed class ConnectionReference
{
    private const string DefaultName = "default";

    private readonly InfluxConnection? _connection;
    private readonly ConnectionCopy? _copy;
    private readonly string _text = "";

    /// <summary>Refers to a connection itself.</summary>
    /// <param name="connection">The connection.</param>
    public ConnectionReference(InfluxConnection connection) => _connection = connection;

    /// <summary>Refers to a connection by its name, or describes one by a connection string.</summary>
    /// <param name="text">The name or the connection string.</param>
    public ConnectionReference(string text) => _text = text;

    /// <summary>Refers to a connection that came from another process, as a job or a file of Export-Clixml brings it: without its token.</summary>
    /// <param name="copy">What is left of it.</param>
    public ConnectionReference(PSObject copy)
    {
        _copy = ConnectionCopy.Read(copy);
        _text = copy.ToString();
    }

    /// <summary>What a cmdlet uses when it is given no connection: the one named <c>default</c>, else what the <c>INFLUX_*</c> variables say.</summary>
    /// <param name="parameter">The parameter that would have named one.</param>
    /// <param name="ownedByCaller">True when the connection was made for this call and the caller must close it.</param>
    internal static InfluxConnection ResolveDefault(string parameter, out bool ownedByCaller)
    {
        ownedByCaller = false;
        if (ConnectionTable.Current.TryGet(DefaultName, out InfluxConnection? connection))
        {
            return connection;
        }

        ConnectionSettings settings = EnvironmentSettings.Read(Environment.GetEnvironmentVariable)
            ?? throw new InfluxException(
                InfluxErrorId.ConnectionNotFound,
                $"No connection was given. Name one with -{parameter}, register a default one with Connect-InfluxDatabase, "
                + "or set the environment variables INFLUX_HOST, INFLUX_TOKEN and INFLUX_DATABASE." + Elsewhere(DefaultName));
        ownedByCaller = true;
        return new InfluxConnection("", settings);
    }

    /// <summary>Finds or makes the connection.</summary>
    /// <param name="ownedByCaller">True when the connection was made for this call and the caller must close it.</param>
    internal InfluxConnection Resolve(out bool ownedByCaller)
    {
        ownedByCaller = false;
        if (_connection is not null)
        {
            return _connection;
        }

        if (_copy is not null)
        {
            return _copy.Resolve(out ownedByCaller);
        }

        if (ConnectionTable.Current.TryGet(_text, out InfluxConnection? registered))
        {
            return registered;
        }

        if (!ConnectionString.LooksLikeOne(_text))
        {
            throw NotRegistered(_text);
        }

        ownedByCaller = true;
        return new InfluxConnection("", ConnectionString.Parse(_text));
    }

    internal static InfluxException NotRegistered(string name)
    {
        if (MayHoldToken(name))
        {
            return new InfluxException(InfluxErrorId.ConnectionNotFound, $"A text with settings but without an address is no connection: {Masked(name)}.")
            {
                Target = Masked(name),
                Advice = "In double quotes PowerShell reads $server? as a variable of that name: write \"${server}?token=${token}&database=DATABASE\".",
            };
        }

        IReadOnlyCollection<InfluxConnection> known = ConnectionTable.Current.All;
        string registered = known.Count == 0 ? "None is registered." : $"Registered: {string.Join(", ", known.Select(connection => $"'{connection.Name}'"))}.";
        return new InfluxException(InfluxErrorId.ConnectionNotFound, $"There is no connection named '{name}'. {registered}{Elsewhere(name)}")
        {
            Target = name,
            Advice = "Register it with Connect-InfluxDatabase -Name, or give a connection string such as https://host:8181?token=TOKEN&database=DATABASE.",
        };
    }

    // Each runspace of ForEach-Object -Parallel and of a thread job has connections of its own.
    private static string Elsewhere(string name) => ConnectionTable.IsRegisteredElsewhere(name)
        ? $" Another runspace of this process has registered '{name}', and each has connections of its own: "
            + $"hand over the connection itself, as in $c = Get-InfluxConnection {name}, and give $using:c in place of the name."
        : "";

    /// <summary>The connection's name or address; a token in a connection string is left out.</summary>
    public override string ToString() => _connection?.ToString()
        ?? (_text.Contains('?', StringComparison.Ordinal) ? _text.Split('?', 2)[0] : MayHoldToken(_text) ? Masked(_text) : _text);

    // What is left of a connection string whose address was lost.
    internal static bool MayHoldToken(string text)
        => text.Contains("token=", StringComparison.OrdinalIgnoreCase)
            || (text.Contains('=', StringComparison.Ordinal) && text.Contains('&', StringComparison.Ordinal));

    // The names of the settings without their values.
    private static string Masked(string text)
        => string.Join('&', text.Split('&').Select(static setting => setting.Contains('=', StringComparison.Ordinal) ? setting.Split('=', 2)[0] + "=…" : "…"));
}
