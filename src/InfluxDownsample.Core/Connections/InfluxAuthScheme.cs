namespace InfluxDownsample.Core.Connections;

/// <summary>The word before the token in the HTTP <c>Authorization</c> header; the server reads it case-sensitively. Flight always uses Bearer.</summary>
public enum InfluxAuthScheme
{
    /// <summary><c>Authorization: Bearer …</c></summary>
    Bearer,

    /// <summary><c>Authorization: Token …</c>, what Cloud Serverless documents.</summary>
    Token,
}
