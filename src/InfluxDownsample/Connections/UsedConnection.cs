using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Connections;

/// <summary>The connection that one call of a cmdlet uses; one made for the call is closed with it.</summary>
/// <param name="parameter">The parameter that names it.</param>
/// <param name="databaseParameter">The parameter that names a database instead of its own.</param>
internal sealed class UsedConnection(string parameter = "Connection", string databaseParameter = "Database") : IDisposable
{
    private InfluxConnection? _connection;
    private ConnectionReference? _reference;
    private bool _isOwned;

    public InfluxClient Client => Connection.Client;

    public InfluxConnection Connection => _connection ?? throw new InvalidOperationException("The connection has not been resolved yet.");

    /// <summary>Finds or makes the connection, once for each that is given: objects of a pipeline may bring their own.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ConnectionNotFound"/>, or a malformed connection string.</exception>
    public InfluxConnection Resolve(ConnectionReference? reference)
    {
        if (_connection is null || !ReferenceEquals(reference, _reference))
        {
            Dispose();
            (_connection, _isOwned) = (null, false);
            _connection = reference is null ? ConnectionReference.ResolveDefault(parameter, out _isOwned) : reference.Resolve(out _isOwned);
            _reference = reference;
        }

        return _connection;
    }

    /// <summary>The database the call is about: the one asked for, else the connection's.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: neither names one.</exception>
    public string Database(string? asked) => asked ?? Connection.Database
        ?? throw new InfluxException(InfluxErrorId.InvalidParameter, $"Neither the connection '{Connection}' nor -{databaseParameter} names a database.")
        {
            Target = Connection,
        };

    public void Dispose()
    {
        if (_isOwned)
        {
            _connection?.Close();
        }
    }
}
