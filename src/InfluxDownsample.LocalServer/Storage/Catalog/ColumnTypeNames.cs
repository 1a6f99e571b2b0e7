namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What InfluxDB calls its column types in metadata and messages. // wire reference 2.2</summary>
public static class ColumnTypeNames
{
    public static string Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Tag => "iox::column_type::tag",
        ColumnKind.Time => "iox::column_type::timestamp",
        ColumnKind.Integer => "iox::column_type::field::integer",
        ColumnKind.Unsigned => "iox::column_type::field::uinteger",
        ColumnKind.Float => "iox::column_type::field::float",
        ColumnKind.String => "iox::column_type::field::string",
        ColumnKind.Boolean => "iox::column_type::field::boolean",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
