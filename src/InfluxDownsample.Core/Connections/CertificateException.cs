using System.Security.Authentication;

namespace InfluxDownsample.Core.Connections;

/// <summary>The server's certificate is not to be trusted: what is wrong with it, and what to do.</summary>
internal sealed class CertificateException(string message, string advice) : AuthenticationException(message)
{
    /// <summary>What to do.</summary>
    public string Advice => advice;
}
