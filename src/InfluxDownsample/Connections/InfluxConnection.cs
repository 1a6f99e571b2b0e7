using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Connections;

/// <summary>A server and database that cmdlets work with. It never shows its token.</summary>
public sealed class InfluxConnection
{
    private readonly ConnectionSettings _settings;
    private readonly object _gate = new();
    private InfluxClient? _client;

    internal InfluxConnection(string name, ConnectionSettings settings)
    {
        Name = name;
        _settings = settings;
        Edition = settings.Edition.ToString();
    }

    /// <summary>The name it is registered under; empty when it was made for one call.</summary>
    public string Name { get; }

    /// <summary>The server's address.</summary>
    public Uri Uri => _settings.Uri;

    /// <summary>The database that cmdlets use without <c>-Database</c>; null when none was given.</summary>
    public string? Database => _settings.Database;

    /// <summary>The product; <see cref="InfluxEdition.Auto"/> while the server has not been asked or does not tell.</summary>
    public string Edition { get; internal set; }

    /// <summary>The server's version as it says it; null while it has not been asked or does not tell.</summary>
    public string? ServerVersion { get; internal set; }

    /// <summary>The organisation; null when none was given.</summary>
    public string? Organization => _settings.Organization;

    /// <summary>The open client. Made at first use, and again after <see cref="Close"/>, so that an object kept in a variable goes on working.</summary>
    internal InfluxClient Client
    {
        get
        {
            // The object may be used by several runspaces at once.
            lock (_gate)
            {
                return _client ??= new InfluxClient(_settings);
            }
        }
    }

    /// <summary>Who asks which server: two with the same may see the same.</summary>
    internal (Uri Server, string Reader) Reader => (Uri, TokenText.Digest(_settings.Token));

    /// <summary>Closes the sockets.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _client?.Dispose();
            _client = null;
        }
    }

    /// <summary>The name, or the address where there is none.</summary>
    public override string ToString() => Name.Length > 0 ? Name : Uri.ToString();
}
