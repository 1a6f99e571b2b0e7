using System.Data;

namespace InfluxDownsample.Points.Objects;

/// <summary>Rows of a data table: its columns are the properties.</summary>
internal sealed class DataRowShape : ObjectShape
{
    private readonly DataTable _table;
    private readonly DataColumn[] _columns;

    private DataRowShape(DataTable table, DataColumn[] columns)
        : base([.. columns.Select(static column => new ObjectProperty(column.ColumnName))])
    {
        _table = table;
        _columns = columns;
    }

    public static DataRowShape Of(DataTable table, Func<string, bool> isUsed)
        => new(table, [.. table.Columns.Cast<DataColumn>().Where(column => isUsed(column.ColumnName))]);

    public override bool HasNoOthers(object source) => Plain(source) is DataRow row && row.Table == _table;

    public override bool TryRead(object source, Span<object?> values)
    {
        var row = (DataRow)Plain(source);
        PropertyValue.Require(row);
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Cell(Properties[index].Name, row[_columns[index]]);
        }

        return true;
    }
}
