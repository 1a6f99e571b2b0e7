using System.Diagnostics.CodeAnalysis;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using InfluxDownsample.Completion;

namespace InfluxDownsample.Connections;

/// <summary>The connections of one runspace by name; names are compared without regard to case. The only mutable static state of the module.</summary>
internal sealed class ConnectionTable
{
    private static readonly ConditionalWeakTable<Runspace, ConnectionTable> s_tables = [];

    private CatalogCache? _catalog;

    private readonly SortedDictionary<string, InfluxConnection> _connections = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The table of the runspace that the calling thread runs.</summary>
    public static ConnectionTable Current => s_tables.GetValue(Runspace.DefaultRunspace, static _ => new ConnectionTable());

    /// <summary>What tab completion knows of servers.</summary>
    public CatalogCache Catalog => _catalog ??= new CatalogCache();

    /// <summary>All connections, by name.</summary>
    public IReadOnlyCollection<InfluxConnection> All => _connections.Values;

    /// <summary>Whether another runspace of this process has registered the name.</summary>
    public static bool IsRegisteredElsewhere(string name)
        => s_tables.Any(table => table.Key != Runspace.DefaultRunspace && table.Value.IsRegistered(name));

    public bool TryGet(string name, [NotNullWhen(true)] out InfluxConnection? connection) => _connections.TryGetValue(name, out connection);

    /// <summary>Registers a connection; one that had the name before is closed.</summary>
    public void Set(InfluxConnection connection)
    {
        if (_connections.TryGetValue(connection.Name, out InfluxConnection? former) && former != connection)
        {
            former.Close();
        }

        lock (_connections)
        {
            _connections[connection.Name] = connection;
        }
    }

    public void Remove(InfluxConnection connection)
    {
        lock (_connections)
        {
            _connections.Remove(connection.Name);
        }

        connection.Close();
    }

    // Asked by other runspaces, while this one may be at work.
    private bool IsRegistered(string name)
    {
        lock (_connections)
        {
            return _connections.ContainsKey(name);
        }
    }
}
