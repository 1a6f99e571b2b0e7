namespace InfluxDownsample.LocalServer.Storage;

internal enum StoreErrorKind
{
    DatabaseNotFound,
    DatabaseExists,
    DatabaseDeleted,
    DatabaseLimit,
    DatabaseNameInvalid,
    TableExists,
    TableNotFound,
    SchemaInvalid,
}

/// <summary>The store refuses; the message is the server's.</summary>
internal sealed class StoreException(StoreErrorKind kind, string message) : Exception(message)
{
    public StoreErrorKind Kind { get; } = kind;

    public static StoreException DatabaseNotFound(string name)
        => new(StoreErrorKind.DatabaseNotFound, name.Length == 0 ? "database not found" : $"database not found: {name}");

    public static StoreException AlreadyExists(StoreErrorKind kind) => new(kind, "attempted to create a resource that already exists");
}
