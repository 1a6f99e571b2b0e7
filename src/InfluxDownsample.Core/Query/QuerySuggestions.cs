using System.Text.RegularExpressions;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// Adds to the failure that a database, table or column is not there the names that may have been meant. It asks the server for them;
/// when that takes long or fails, the failure stays as it was.
/// </summary>
internal sealed partial class QuerySuggestions
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly QueryClient _query;
    private readonly DatabaseClient _databases;

    public QuerySuggestions(QueryClient query, DatabaseClient databases)
    {
        _query = query;
        _databases = databases;
    }

    public async Task<InfluxQueryException> AddToAsync(InfluxQueryException failure, string database, CancellationToken cancellationToken)
    {
        if (failure.Id is not (InfluxErrorId.DatabaseNotFound or InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound)
            || failure.Message.Contains("Did you mean", StringComparison.Ordinal))
        {
            return failure;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            string suggestion = await SuggestAsync(failure, database, limit.Token).ConfigureAwait(false);
            return suggestion.Length == 0 ? failure : QueryErrors.WithSuggestion(failure, suggestion);
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
            return failure;
        }
    }

    private async Task<string> SuggestAsync(InfluxQueryException failure, string database, CancellationToken cancellationToken)
    {
        switch (failure.Id)
        {
            case InfluxErrorId.DatabaseNotFound:
                IReadOnlyList<string> databases = await _databases.ListNamesAsync(cancellationToken).ConfigureAwait(false);
                return NearNames.Suggest(database, databases.Where(static name => !name.StartsWith('_')), "Databases");
            case InfluxErrorId.MeasurementNotFound when MissingTable(failure.Message) is { } table:
                // Without suggestions of its own: a server that does not know information_schema would be asked for ever.
                IReadOnlyList<string> tables = await MeasurementCatalog.ReadNamesAsync(_query, database, s_limit, suggestions: null,
                    cancellationToken).ConfigureAwait(false);
                return NearNames.Suggest(table, tables, "Measurements");
            case InfluxErrorId.ColumnNotFound when MissingColumn(failure.Message) is { } column:
                return NearNames.Suggest(column, ValidColumns(failure.Message), kind: null);
            default:
                return "";
        }
    }

    // table 'public.iox.foo' not found (wire reference 1.6)
    public static string? MissingTable(string message)
    {
        int start = message.IndexOf("table '", StringComparison.Ordinal) + 7;
        int end = message.LastIndexOf("' not found", StringComparison.Ordinal);
        if (start < 7 || end <= start)
        {
            return null;
        }

        string name = message[start..end];
        const string Schema = "public.iox.";
        return name.StartsWith(Schema, StringComparison.Ordinal) ? name[Schema.Length..] : name;
    }

    // No field named foo. Valid fields are t.a, t."B". (wire reference 1.6)
    public static string? MissingColumn(string message)
    {
        const string Marker = "No field named ";
        int start = message.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        string rest = message[(start + Marker.Length)..];
        int end = rest.IndexOf(". ", StringComparison.Ordinal);
        return LastPart(end < 0 ? rest : rest[..end]);
    }

    /// <summary>
    /// Whether the column that is missing may be one with capitals that was not quoted: the table has one like it, or the statement writes it with capitals.
    /// A server that lists no columns leaves it open.
    /// </summary>
    public static bool MayBeFolded(string message, string query)
    {
        string[] columns = [.. ValidColumns(message), .. MeantColumn(message)];
        if (MissingColumn(message) is not { } missing || columns.Length == 0)
        {
            return true;
        }

        return !HasCapital(missing)
            && (NearNames.Find(missing, columns.Where(HasCapital)).Count > 0 || Words().Matches(query).Any(word
                => HasCapital(word.Value) && word.Value.Equals(missing, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool HasCapital(string name) => name.Any(char.IsUpper);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    private static IEnumerable<string> ValidColumns(string message)
    {
        const string Marker = "Valid fields are ";
        int start = message.IndexOf(Marker, StringComparison.Ordinal);
        return start < 0 ? [] : message[(start + Marker.Length)..].TrimEnd('.').Split(", ").Select(LastPart);
    }

    // No field named foo. Did you mean 't.Foo'?. (wire reference 1.6)
    private static string[] MeantColumn(string message)
    {
        const string Marker = "Did you mean '";
        int start = message.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        int end = message.LastIndexOf("'?", StringComparison.Ordinal);
        return start < Marker.Length || end < start ? [] : [LastPart(message[start..end])];
    }

    private static string LastPart(string name)
    {
        string trimmed = name.Trim().TrimEnd('.');
        if (trimmed.EndsWith('"'))
        {
            int open = trimmed.LastIndexOf('"', trimmed.Length - 2 < 0 ? 0 : trimmed.Length - 2);
            return open < 0 ? trimmed.Trim('"') : trimmed[(open + 1)..^1];
        }

        return trimmed[(trimmed.LastIndexOf('.') + 1)..];
    }
}
