namespace InfluxDownsample.LocalServer.Query;

/// <summary>The schema metadata keys and values of wire reference 2.2.</summary>
public static class ColumnMetadata
{
    /// <summary>Field-level key: which role a column had when it was stored.</summary>
    public const string ColumnTypeKey = "iox::column::type";

    /// <summary>Schema-level key: the table that was read.</summary>
    public const string MeasurementNameKey = "iox::measurement::name";

    /// <summary>Schema-level key: the tags of that table in the order in which they came into being.</summary>
    public const string SeriesKeyKey = "iox::series::key::v2";

    /// <summary>Schema-level key of InfluxQL results: which columns are group-by tags.</summary>
    public const string GroupKeyKey = "iox::influxql::group_key::metadata";

    private static readonly Dictionary<ColumnKind, IReadOnlyDictionary<string, string>> s_byKind = Enum.GetValues<ColumnKind>().ToDictionary(
        kind => kind, kind => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [ColumnTypeKey] = kind.TypeName() });

    /// <summary>The field-level metadata of a stored column of this kind.</summary>
    public static IReadOnlyDictionary<string, string> Of(ColumnKind kind) => s_byKind[kind];

    /// <summary>The schema-level metadata of a table: its name, and its series key as base64 of length-prefixed names.</summary>
    public static IReadOnlyDictionary<string, string> Of(TableSchema table) => new Dictionary<string, string>
    {
        [MeasurementNameKey] = table.Name,
        [SeriesKeyKey] = SeriesKey(table.SeriesKey),
    };

    private static string SeriesKey(IEnumerable<string> tags)
    {
        using MemoryStream key = new();
        using BinaryWriter writer = new(key);
        foreach (string tag in tags)
        {
            byte[] name = Encoding.UTF8.GetBytes(tag);
            writer.Write(name.Length);
            writer.Write(name);
        }

        return Convert.ToBase64String(key.ToArray());
    }
}
