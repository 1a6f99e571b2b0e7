using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// Finds out why an InfluxQL query may have given nothing: a measurement, field or tag that is not there is no error in InfluxQL. Two small queries at
/// most, and nothing is said when they fail or take long.
/// </summary>
/// <param name="catalog">What the server has.</param>
internal sealed class EmptyAnswer(MeasurementCatalog catalog)
{
    private const int MaxTables = 8;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>Sentences about names that are not there; none when all are, or nobody can tell.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(InfluxQuery query, string database, CancellationToken cancellationToken)
    {
        if (query.Language != QueryLanguage.InfluxQL || InfluxQlNames.Read(query.Text) is not { } names || names.Measurements.Count is 0 or > MaxTables)
        {
            return [];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            return await ExplainAsync(names, database, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is InfluxException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    private async Task<IReadOnlyList<string>> ExplainAsync(InfluxQlNames names, string database, CancellationToken cancellationToken)
    {
        string[] wanted = [.. names.Measurements.Distinct(StringComparer.Ordinal)];
        IReadOnlyList<InfluxMeasurement> there = await catalog.ReadAsync(database, wanted, s_limit, cancellationToken).ConfigureAwait(false);
        string[] missing = [.. wanted.Except(there.Select(table => table.Name), StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            IReadOnlyList<string> known = await catalog.ReadNamesAsync(database, s_limit, cancellationToken).ConfigureAwait(false);
            return [.. missing.Select(name
                => $"The answer is empty: database '{database}' has no measurement '{name}'. {NearNames.Suggest(name, known, "Measurements")}".TrimEnd())];
        }

        string[] columns = [.. there.SelectMany(table => table.Tags.Concat(table.Fields.Select(field => field.Name)))];
        string tables = string.Join(" and ", wanted.Select(name => $"'{name}'"));
        return [.. names.Columns.Except(columns, StringComparer.Ordinal)
            .Select(name => $"The answer is empty: {tables} has no field or tag '{name}'. {NearNames.Suggest(name, columns, "Columns")}".TrimEnd())];
    }
}
