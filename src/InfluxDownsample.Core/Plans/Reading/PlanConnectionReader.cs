using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>Makes settings of what a plan says of a connection. The token is what an environment variable holds.</summary>
/// <param name="folder">Where the plan lies; files of certificates are looked for from there.</param>
/// <param name="getVariable">Gives the value of an environment variable, or null.</param>
/// <param name="findings">Hears what is wrong.</param>
internal sealed class PlanConnectionReader(string folder, Func<string, string?> getVariable, PlanFindings findings)
{
    /// <summary>The settings; null when they can't be used, which is a finding.</summary>
    public ConnectionSettings? Read(PlanConnection connection)
    {
        if (Text(connection, PlanKeys.Uri) is not { } address)
        {
            // One that held a token was taken out.
            if (!findings.HasErrorsIn(connection.Node))
            {
                findings.Error(connection.Node, "The connection has no Uri, the server's address, such as 'https://host:8181'.");
            }

            return null;
        }

        PlanNode place = connection.Values[PlanKeys.Uri];
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            findings.Error(place, $"'{address}' is no address such as 'https://host:8181'.");
            return null;
        }

        var settings = new ConnectionSettings
        {
            Uri = uri,
            Database = Text(connection, PlanKeys.Database),
            Organization = Text(connection, "Organization"),
            AuthScheme = Choice(connection, "AuthScheme", InfluxAuthScheme.Bearer),
            Edition = Choice(connection, "Edition", InfluxEdition.Auto),
            Timeout = Seconds(connection),
            CertificateAuthority = Text(connection, "CertificateAuthority") is { } file ? Path.GetFullPath(file, folder) : null,
            SkipCertificateCheck = Flag(connection, "SkipCertificateCheck"),
            Proxy = Proxy(connection),
            AllowInsecure = Flag(connection, "AllowInsecure"),
        };
        try
        {
            settings = settings with { Token = Token(connection) };
            settings.Validate();
            return settings;
        }
        catch (InfluxException problem)
        {
            string key = problem.Id == InfluxErrorId.FileNotFound ? "CertificateAuthority" : PlanKeys.Uri;
            // The advice of the exception is for who types a command.
            findings.Error(connection.Values[key], problem.Id == InfluxErrorId.InsecureConnection
                ? $"{problem.Message} Use https, or AllowInsecure = $true where the network is trusted." : problem.Message, problem.Id);
            return null;
        }
    }

    private System.Security.SecureString? Token(PlanConnection connection)
    {
        if (Text(connection, PlanKeys.TokenVariable) is not { } variable)
        {
            return null;
        }

        if (getVariable(variable) is { Length: > 0 } token)
        {
            return TokenText.Require(TokenText.Protect(token), variable);
        }

        findings.Warning(connection.Values[PlanKeys.TokenVariable],
            $"The environment variable '{variable}' is not set here, so requests carry no token.");
        return null;
    }

    private string? Text(PlanConnection connection, string key)
    {
        if (!connection.Values.TryGetValue(key, out PlanNode? node))
        {
            return null;
        }

        if (node is PlanValue { Value: string text })
        {
            return text.Trim();
        }

        findings.Error(node, $"{key} is a text.");
        return null;
    }

    private T Choice<T>(PlanConnection connection, string key, T usual)
        where T : struct, Enum
    {
        if (Text(connection, key) is not { } text)
        {
            return usual;
        }

        if (Enum.TryParse(text, ignoreCase: true, out T choice) && Enum.IsDefined(choice))
        {
            return choice;
        }

        string[] names = Enum.GetNames<T>();
        findings.Error(connection.Values[key],
            $"{key} is '{text}', and must be one of {string.Join(", ", names)}. {NearNames.Suggest(text, names, kind: null)}".TrimEnd());
        return usual;
    }

    private bool Flag(PlanConnection connection, string key)
    {
        if (!connection.Values.TryGetValue(key, out PlanNode? node))
        {
            return false;
        }

        bool? flag = node is not PlanValue { Value: { } value } ? null : value is bool said ? said : value.ToString()!.Trim().ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => null,
        };
        if (flag is null)
        {
            findings.Error(node, $"{key} is true or false.");
        }

        return flag ?? false;
    }

    private TimeSpan? Seconds(PlanConnection connection)
    {
        if (!connection.Values.TryGetValue("TimeoutSec", out PlanNode? node))
        {
            return null;
        }

        string? text = node is PlanValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        findings.Error(node, "TimeoutSec is a whole number of seconds, 1 or more.");
        return null;
    }

    private Uri? Proxy(PlanConnection connection)
    {
        if (Text(connection, "Proxy") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? proxy))
        {
            return proxy;
        }

        findings.Error(connection.Values["Proxy"], $"'{text}' is no address of a proxy, such as 'http://proxy:3128'.");
        return null;
    }
}
