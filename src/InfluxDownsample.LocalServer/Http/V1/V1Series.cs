using Apache.Arrow;
using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Which columns of an InfluxQL result make a series' name and tags, and which are its values. // wire reference 8.2</summary>
internal sealed class V1Series
{
    private const string DatabaseColumn = "iox::database";
    private const string MeasurementColumn = "iox::measurement";

    private readonly string? _name;
    private readonly int _nameColumn = -1;
    private readonly (string Key, int Column)[] _tags = [];

    public V1Series(QueryPlan plan)
    {
        string[] names = [.. plan.Columns.Select(column => column.Name)];
        if (names[0] == DatabaseColumn)
        {
            // SHOW DATABASES has no name of its own there; SHOW RETENTION POLICIES is about one database.
            bool databases = names[1] == "deleted";
            _name = databases ? "databases" : "retention_policies";
            Values = databases ? [0] : [1, 2];
            Columns = databases ? ["name"] : ["name", "duration", "default"];
            MarksDefault = !databases;
            return;
        }

        GroupKeyMetadata key = GroupKeyMetadata.Read(plan.SchemaMetadata);
        _nameColumn = names[0] == MeasurementColumn ? key.MeasurementColumnIndex : -1;
        _tags = [.. (key.TagKeyColumns ?? []).Select(tag => (tag.TagKey, tag.ColumnIndex))];
        HashSet<int> hidden = [_nameColumn, .. (key.TagKeyColumns ?? []).Where(tag => !tag.IsProjected).Select(tag => tag.ColumnIndex)];
        Values = [.. Enumerable.Range(0, names.Length).Where(column => !hidden.Contains(column))];
        Columns = [.. Values.Select(column => names[column])];
    }

    /// <summary>The columns of a batch that are values.</summary>
    public int[] Values { get; }

    /// <summary>What the values are called.</summary>
    public string[] Columns { get; }

    /// <summary>Whether a last value says that the policy is the default one.</summary>
    public bool MarksDefault { get; }

    /// <summary>The series a row belongs to.</summary>
    public V1SeriesKey KeyOf(RecordBatch batch, int row)
    {
        string name = _name ?? (_nameColumn < 0 ? "" : Text(batch.Column(_nameColumn), row));
        return new V1SeriesKey(name, [.. _tags.Select(tag => (tag.Key, Text(batch.Column(tag.Column), row)))]);
    }

    // A tag without a value is an empty text here.
    private static string Text(IArrowArray array, int row) => array is StringArray text && !text.IsNull(row) ? Encoding.UTF8.GetString(text.GetBytes(row)) : "";
}
