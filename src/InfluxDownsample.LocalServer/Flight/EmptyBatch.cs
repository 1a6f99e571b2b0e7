using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>A batch without rows: what keeps a silent stream alive. // wire reference 1.5</summary>
internal static class EmptyBatch
{
    public static RecordBatch Of(Schema schema) =>
        new(schema, schema.FieldsList.Select(field => ArrowArrayFactory.BuildArray(Data(field.DataType))), 0);

    private static ArrayData Data(IArrowType type) => type switch
    {
        NullType => new ArrayData(type, 0, 0, 0, []),
        StringType or LargeStringType => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty, ArrowBuffer.Empty]),
        StructType structure => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty], structure.Fields.Select(field => Data(field.DataType))),
        ListType list => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], [Data(list.ValueDataType)]),
        _ => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty]),
    };
}
