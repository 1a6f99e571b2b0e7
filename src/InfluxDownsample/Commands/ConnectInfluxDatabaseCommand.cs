using System.Management.Automation;
using System.Net;
using System.Security;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>Registers a connection under a name for this runspace, after checking endpoint and token.</summary>
[Cmdlet(VerbsCommunications.Connect, "InfluxDatabase")]
[OutputType(typeof(InfluxConnection))]
public sealed class ConnectInfluxDatabaseCommand : InfluxCommand
{
    /// <summary>The server's address; a connection string (<c>https://host:8181?token=T&amp;database=D</c>) does as well, and parameters win over it.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The server's address, such as https://host:8181.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Uri Uri { get; set; } = null!;

    /// <summary>The database (on Cloud Serverless: bucket) that cmdlets use without <c>-Database</c>.</summary>
    [Parameter(Position = 1, HelpMessage = "The database that cmdlets use without -Database.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The token, protected or as text; none for a server that was started without authorisation.</summary>
    [Parameter(HelpMessage = "The token, as SecureString or as text.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [TokenTransformation]
    public SecureString? Token { get; set; }

    /// <summary>The name to register the connection under; <c>default</c> is what cmdlets use without <c>-Connection</c>.</summary>
    [Parameter(HelpMessage = "The name to register the connection under.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "default";

    /// <summary>The organisation; only Cloud Serverless asks for one.</summary>
    [Parameter(HelpMessage = "The organisation, where the server asks for one.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Organization { get; set; }

    /// <summary>The scheme word before the token in HTTP calls.</summary>
    [Parameter(HelpMessage = "The scheme word before the token in HTTP calls: Bearer or Token.")]
    public InfluxAuthScheme AuthScheme { get; set; } = InfluxAuthScheme.Bearer;

    /// <summary>The product; <c>Auto</c> asks the server.</summary>
    [Parameter(HelpMessage = "The product; Auto asks the server.")]
    public InfluxEdition Edition { get; set; } = InfluxEdition.Auto;

    /// <summary>The limit for one call in seconds; left out, calls take as long as the server does.</summary>
    [Parameter(HelpMessage = "The limit for one call in seconds.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>A PEM file with certificates to trust on this connection.</summary>
    [Parameter(HelpMessage = "A PEM file with certificates to trust on this connection.")]
    [ValidateNotNullOrEmpty]
    public string? CertificateAuthority { get; set; }

    /// <summary>Accept any certificate on this connection.</summary>
    [Parameter(HelpMessage = "Accept any certificate on this connection.")]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The HTTP proxy; left out, what the environment says.</summary>
    [Parameter(HelpMessage = "The HTTP proxy.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    /// <summary>The name and password that the proxy wants.</summary>
    [Parameter(HelpMessage = "The name and password that the proxy wants.")]
    [Credential]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Allow the token to travel over plain http to another machine.</summary>
    [Parameter(HelpMessage = "Allow the token to travel over plain http to another machine.")]
    public SwitchParameter AllowInsecure { get; set; }

    /// <summary>Register without asking the server.</summary>
    [Parameter(HelpMessage = "Register without asking the server.")]
    public SwitchParameter SkipCheck { get; set; }

    private protected override void End()
    {
        var connection = new InfluxConnection(Name, ReadSettings());
        try
        {
            // Opening the client checks the settings against each other; nothing is sent.
            InfluxClient client = connection.Client;
            if (!SkipCheck)
            {
                Check(connection, WaitFor(client.CheckAsync));
            }
        }
        catch
        {
            connection.Close();
            throw;
        }

        ConnectionTable.Current.Set(connection);
        WriteObject(connection);
    }

    private void Check(InfluxConnection connection, ServerCheck check)
    {
        if (check.Problem is { Id: InfluxErrorId.DatabaseNotFound })
        {
            // The address and the token are right, and the database may be about to be created.
            string near = WaitFor(token => connection.Client.Databases.SuggestAsync(connection.Database!, token));
            WriteWarning($"The database '{connection.Database}' is not on {connection.Uri} yet. {near}".TrimEnd());
        }
        else if (check.Problem is not null)
        {
            throw check.Problem;
        }

        connection.Edition = check.Edition.ToString();
        connection.ServerVersion = check.ServerVersion;
        WriteVerbose($"{connection.Uri} is InfluxDB 3 {check.Edition} {check.ServerVersion}, answered in {check.Latency.TotalMilliseconds:F0} ms.");
    }

    private ConnectionSettings ReadSettings()
    {
        string address = Uri.OriginalString;
        ConnectionSettings settings = address.Contains('?', StringComparison.Ordinal) ? ConnectionString.Parse(address) : new ConnectionSettings { Uri = Uri };
        return settings with
        {
            Database = Database ?? settings.Database,
            Token = Token ?? settings.Token,
            Organization = Organization ?? settings.Organization,
            AuthScheme = MyInvocation.BoundParameters.ContainsKey(nameof(AuthScheme)) ? AuthScheme : settings.AuthScheme,
            Edition = MyInvocation.BoundParameters.ContainsKey(nameof(Edition)) ? Edition : settings.Edition,
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.Timeout,
            CertificateAuthority = CertificateAuthority is null ? null : GetUnresolvedProviderPathFromPSPath(CertificateAuthority),
            SkipCertificateCheck = SkipCertificateCheck,
            Proxy = Proxy,
            ProxyCredential = ProxyCredential is null ? null : new NetworkCredential(ProxyCredential.UserName, ProxyCredential.Password),
            AllowInsecure = AllowInsecure,
        };
    }
}
