using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>The files that a database has, but for those of some tables, as a part of a query (wire reference 4.2).</summary>
internal sealed class FilesQuery
{
    private readonly Dictionary<string, object?> _parameters;

    /// <param name="apart">The tables whose files do not count.</param>
    public FilesQuery(IEnumerable<string> apart)
    {
        _parameters = apart.Select((name, index) => (name, index)).ToDictionary(item => $"apart{item.index}", item => (object?)item.name, StringComparer.Ordinal);
        Text = $"system.parquet_files WHERE {string.Join(" AND ", _parameters.Keys.Select(key => $"table_name <> ${key}"))}";
    }

    /// <summary>What stands behind FROM.</summary>
    public string Text { get; }

    /// <summary>The parameters of this part and of the rest.</summary>
    public Dictionary<string, object?> With(IReadOnlyDictionary<string, object?>? others)
        => _parameters.Concat(others ?? new Dictionary<string, object?>()).ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether a failure says that the server does not show its files.</summary>
    public static bool IsHidden(InfluxException failure)
        => !failure.IsTransient && failure.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound or InfluxErrorId.QueryRejected or InfluxErrorId.PermissionDenied;
}
