using System.Security;
using System.Security.Cryptography;
using InfluxDownsample.LocalServer;

namespace InfluxDownsample.QuickStart;

/// <summary>A local server in this process, in memory and behind a random token, and an engine whose scripts reach it.</summary>
internal sealed class QuickStartSession : IDisposable
{
    private readonly LocalServerHost _server;

    public QuickStartSession(TextWriter output, TextWriter error)
    {
        Output = output;

        // The token never leaves this process, and nothing prints it.
        string token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        // Blocking, so that scripts, results and comparison stay on one thread: see HostedEngine.
        _server = LocalServerHost.StartAsync(new LocalServerOptions { Token = token }).GetAwaiter().GetResult();
        try
        {
            Console = new ScriptConsole(output, error);
            Console.SetVariable("server", _server.Address);
            Console.SetVariable("token", ToSecureString(token));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TextWriter Output { get; }

    public ScriptConsole Console { get; } = null!;

    public void Dispose()
    {
        Console?.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static SecureString ToSecureString(string text)
    {
        var secure = new SecureString();
        foreach (char character in text)
        {
            secure.AppendChar(character);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
