namespace InfluxDownsample.Core.Errors;

/// <summary>What a request over HTTP was for; it decides by which name its refusal goes.</summary>
internal enum RequestKind
{
    /// <summary>It changes something.</summary>
    Write,

    /// <summary>It asks for something.</summary>
    Read,

    /// <summary>It asks who is there.</summary>
    Ping,
}
