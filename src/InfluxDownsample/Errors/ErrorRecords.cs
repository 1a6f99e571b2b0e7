using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Errors;

/// <summary>The one place where what went wrong in Core becomes an error record: id, category, target and advice.</summary>
internal static class ErrorRecords
{
    /// <param name="exception">What went wrong.</param>
    /// <param name="target">What the record is about, when the caller knows it better than the exception, such as the input object.</param>
    /// <param name="about">What stands before the message, such as which of many jobs it is about.</param>
    public static ErrorRecord From(InfluxException exception, object? target = null, string? about = null)
    {
        ErrorRecord record = new(exception, exception.Id.ToString(), CategoryOf(exception.Id), target ?? exception.Target ?? exception.Endpoint);
        if (exception.Advice is not null || about is not null)
        {
            string message = about is null ? exception.Message : $"{about}: {exception.Message}";
            record.ErrorDetails = new ErrorDetails(message) { RecommendedAction = exception.Advice ?? "" };
        }

        return record;
    }

    /// <summary>The advice for a name with wildcards where names are taken as they are; null for a name without.</summary>
    /// <param name="name">The name that nothing has.</param>
    /// <param name="lister">The command that lists what may be meant.</param>
    public static string? WildcardAdvice(string name, string lister) => WildcardPattern.ContainsWildcardCharacters(name)
        ? $"Names are taken as they are, wildcards too: pipe the names that {lister} returns for '{name}'."
        : null;

    private static ErrorCategory CategoryOf(InfluxErrorId id) => id switch
    {
        InfluxErrorId.ConnectionNotFound => ErrorCategory.ObjectNotFound,
        InfluxErrorId.ConnectionFailed => ErrorCategory.ConnectionError,
        InfluxErrorId.AuthenticationFailed => ErrorCategory.AuthenticationError,
        InfluxErrorId.PermissionDenied => ErrorCategory.PermissionDenied,
        InfluxErrorId.DatabaseNotFound or InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound or InfluxErrorId.FileNotFound
            => ErrorCategory.ObjectNotFound,
        InfluxErrorId.QueryRejected => ErrorCategory.SyntaxError,
        InfluxErrorId.QueryTooLarge => ErrorCategory.QuotaExceeded,
        InfluxErrorId.OperationTimeout => ErrorCategory.OperationTimeout,
        InfluxErrorId.InvalidParameter or InfluxErrorId.TierInvalid or InfluxErrorId.SourceEqualsTarget => ErrorCategory.InvalidArgument,
        InfluxErrorId.PointInvalid or InfluxErrorId.LineInvalid or InfluxErrorId.FileDamaged or InfluxErrorId.Overflow or InfluxErrorId.VerificationFailed
            => ErrorCategory.InvalidData,
        InfluxErrorId.PartialWrite or InfluxErrorId.WriteRejected or InfluxErrorId.WriteFailed => ErrorCategory.WriteError,
        InfluxErrorId.SchemaConflict or InfluxErrorId.WindowsChanged => ErrorCategory.InvalidResult,
        InfluxErrorId.InsecureConnection => ErrorCategory.SecurityError,
        InfluxErrorId.DatabaseExists => ErrorCategory.ResourceExists,
        InfluxErrorId.JobLocked => ErrorCategory.ResourceBusy,
        _ => ErrorCategory.InvalidOperation,
    };
}
