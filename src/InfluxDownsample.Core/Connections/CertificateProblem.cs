using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace InfluxDownsample.Core.Connections;

/// <summary>Says what is wrong with a server's certificate.</summary>
internal static class CertificateProblem
{
    /// <param name="certificate">The certificate.</param>
    /// <param name="chain">Whom it leads to.</param>
    /// <param name="errors">What was found.</param>
    /// <param name="host">The host that was connected to.</param>
    /// <param name="authorities">The file of the authorities that are trusted; null trusts those of the machine.</param>
    public static CertificateException Of(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host, string? authorities)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return new("The server shows no certificate.", "Check address and port.");
        }

        using var shown = new X509Certificate2(certificate);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return new(
                $"The server's certificate is for {NamesOf(shown)}, not for '{host}'.",
                "Connect by a name that it is for, or give the server one for this name; Connect-InfluxDatabase -CertificateAuthority makes no difference "
                    + "to names.");
        }

        DateTime now = DateTime.UtcNow;
        if (now < shown.NotBefore.ToUniversalTime() || now > shown.NotAfter.ToUniversalTime())
        {
            string from = shown.NotBefore.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            string to = shown.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return new(
                $"The server's certificate is valid from {from} to {to}.",
                "Give the server a new one, and check this machine's clock.");
        }

        string where = authorities is null ? $"nobody that this machine trusts{Status(chain)}" : $"no certificate in '{authorities}'";
        return new(
            $"The server's certificate ('{shown.Subject}', issued by '{shown.Issuer}') leads to {where}.",
            "Give the issuer's certificate with Connect-InfluxDatabase -CertificateAuthority.");
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())))];
        string[] all = names.Length > 0 ? names : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
        return string.Join(", ", all.Select(name => $"'{name}'"));
    }

    private static string Status(X509Chain? chain)
        => chain?.ChainStatus is { Length: > 0 } status ? $" ({string.Join(", ", status.Select(one => one.Status).Distinct())})" : "";
}
