namespace InfluxDownsample.Core.Errors;

/// <summary>
/// The stable names of everything that can go wrong. Each is the error id that scripts match on; they are part of the module's public contract.
/// </summary>
public enum InfluxErrorId
{
    /// <summary>No connection of that name, no default one, and none in the environment.</summary>
    ConnectionNotFound,

    /// <summary>The host could not be reached, refused the connection, or failed the TLS check.</summary>
    ConnectionFailed,

    /// <summary>The server does not know the token (HTTP 401, gRPC 16).</summary>
    AuthenticationFailed,

    /// <summary>The token may not do this, or has expired (HTTP 403, gRPC 7).</summary>
    PermissionDenied,

    /// <summary>The database is not there.</summary>
    DatabaseNotFound,

    /// <summary>The measurement (table) is not there.</summary>
    MeasurementNotFound,

    /// <summary>The column is not there.</summary>
    ColumnNotFound,

    /// <summary>The server could not parse, plan or support the query.</summary>
    QueryRejected,

    /// <summary>The query would read more than the server allows (file limit, memory).</summary>
    QueryTooLarge,

    /// <summary>A time limit, the client's or the server's, ran out.</summary>
    OperationTimeout,

    /// <summary>A value or a combination of values that cannot be right, found before any network call.</summary>
    InvalidParameter,

    /// <summary>One input object cannot become a point.</summary>
    PointInvalid,

    /// <summary>The server stored a request without some of its lines.</summary>
    PartialWrite,

    /// <summary>The server refused a whole request for good.</summary>
    WriteRejected,

    /// <summary>A request still failed after the last retry.</summary>
    WriteFailed,

    /// <summary>A target column exists with another type or role.</summary>
    SchemaConflict,

    /// <summary>A token would travel over plain http beyond this machine.</summary>
    InsecureConnection,

    /// <summary>The database to create is there already.</summary>
    DatabaseExists,

    /// <summary>The file to read is not there.</summary>
    FileNotFound,

    /// <summary>A line of a file is not line protocol.</summary>
    LineInvalid,

    /// <summary>A compressed file is cut off or damaged.</summary>
    FileDamaged,

    /// <summary>An interval that is no whole multiple of the source's, or a mean of means.</summary>
    TierInvalid,

    /// <summary>An integer sum that does not fit its type.</summary>
    Overflow,

    /// <summary>Source and target are the same table.</summary>
    SourceEqualsTarget,

    /// <summary>Windows that were written before have other values now.</summary>
    WindowsChanged,

    /// <summary>Another run of the same job holds the lock.</summary>
    JobLocked,

    /// <summary>What was read back differs from what was written.</summary>
    VerificationFailed,

    /// <summary>The source is downsampled itself, and its windows of the range are not complete.</summary>
    SourceIncomplete,

    /// <summary>Reads of the same rows do not agree: the server is moving them, or they still come in.</summary>
    SourceUnstable,
}
