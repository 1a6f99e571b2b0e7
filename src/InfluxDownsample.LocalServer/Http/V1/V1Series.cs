using Apache.Arrow;
using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Which columns of an InfluxQL result make a series' name and tags, and which are its values. // wire reference 8.2</summary>
internal sealed class V1Series
{
    private readonly string _name = "";
    private readonly int[] _keyColumns = [];

    public V1Series(QueryPlan plan)
    {
        string[] names = [.. plan.Columns.Select(column => column.Name)];
        if (names[0] == ServerShow.DatabaseColumn)
        {
            // SHOW DATABASES has no name of its own there; SHOW RETENTION POLICIES is about one database.
            MarksDefault = names[1] != "deleted";
            _name = MarksDefault ? "retention_policies" : "databases";
            Values = MarksDefault ? [1, 2] : [0];
            Columns = MarksDefault ? ["name", "duration", "default"] : ["name"];
            return;
        }

        IReadOnlyList<TagKeyColumn> tags = GroupKeyMetadata.Read(plan.SchemaMetadata);
        int[] nameColumn = names[0] == StatementPlanner.MeasurementColumn ? [0] : [];
        _keyColumns = [.. nameColumn, .. tags.Select(tag => tag.ColumnIndex)];
        Tags = [.. tags.Select(tag => tag.TagKey)];
        Values = [.. Enumerable.Range(0, names.Length).Except(nameColumn).Except(tags.Where(tag => !tag.IsProjected).Select(tag => tag.ColumnIndex))];
        Columns = [.. Values.Select(column => names[column])];
    }

    /// <summary>The keys of the tags that make a series.</summary>
    public string[] Tags { get; } = [];

    /// <summary>The columns of a batch that are values.</summary>
    public int[] Values { get; }

    /// <summary>What the values are called.</summary>
    public string[] Columns { get; }

    /// <summary>Whether a last value says that the policy is the default one.</summary>
    public bool MarksDefault { get; }

    /// <summary>The series a row belongs to: its name, then the values of its tags; a tag without a value is an empty text.</summary>
    public string[] KeyOf(RecordBatch batch, int row)
    {
        IEnumerable<string> key = _keyColumns.Select(column => Cell.Text(batch.Column(column), row));
        return _keyColumns.Length == Tags.Length ? [_name, .. key] : [.. key];
    }
}
