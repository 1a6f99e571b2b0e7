using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Arrow;
using Xunit;

namespace InfluxDownsample.Core.Tests.Points;

/// <summary>Roles and types as wire reference 2.1 and 2.2 describe them.</summary>
public class ArrowSchemasTests
{
    private static readonly TimestampType s_nanoseconds = new(TimeUnit.Nanosecond, (string?)null);

    [Fact]
    public void Read_FieldMetadata_DecidesRolesWhateverTheNames()
    {
        PointSchema schema = Read(
            [Field("t", s_nanoseconds, "timestamp"), Field("room", StringType.Default, "tag"), Field("note", StringType.Default, "field::string"), Field("n", Int64Type.Default, "field::integer")]);

        Assert.Equal(
            [
                new PointColumn("t", PointType.Timestamp, ColumnRole.Time, true),
                new PointColumn("room", PointType.String, ColumnRole.Tag, true),
                new PointColumn("note", PointType.String, ColumnRole.Field, true),
                new PointColumn("n", PointType.Integer, ColumnRole.Field, true),
            ],
            schema.Columns);
    }

    [Fact]
    public void Read_NoMetadata_TakesTimeByNameAndTextAsField()
    {
        PointSchema schema = Read([Field("time", s_nanoseconds), Field("window_end", s_nanoseconds), Field("room", StringType.Default)]);

        Assert.Equal([(ColumnRole.Time, false), (ColumnRole.Field, false), (ColumnRole.Field, false)], schema.Columns.Select(column => (column.Role, column.RoleFromServer)));
    }

    [Theory]
    [InlineData("""{"measurementColumnIndex":0,"tagKeyColumns":[{"tagKey":"room","columnIndex":2}]}""")]
    [InlineData("""{"measurement_column_index":0,"tag_key_columns":[{"tag_key":"room","column_index":2,"is_projected":true}]}""")]
    public void Read_InfluxQlGroupKey_MarksTagsInBothSpellings(string json)
    {
        PointSchema schema = Read(
            [Field("iox::measurement", StringType.Default), Field("time", s_nanoseconds), Field("r", StringType.Default), Field("mean", DoubleType.Default)],
            new() { ["iox::influxql::group_key::metadata"] = json });

        Assert.Equal([ColumnRole.Measurement, ColumnRole.Time, ColumnRole.Tag, ColumnRole.Field], schema.Columns.Select(column => column.Role));
    }

    [Fact]
    public void Read_BrokenGroupKey_IsNoHint()
        => Assert.Equal(ColumnRole.Field, Read([Field("r", StringType.Default)], new() { ["iox::influxql::group_key::metadata"] = "{" }).Columns[0].Role);

    [Fact]
    public void Read_TableName_ComesFromTheSchema()
        => Assert.Equal("cpu", Read([Field("time", s_nanoseconds)], new() { ["iox::measurement::name"] = "cpu" }).Measurement);

    [Fact]
    public void Read_KnownTags_AreTagsWithoutMetadata()
        => Assert.Equal(
            ColumnRole.Tag,
            ArrowSchemas.Read(new Schema([Field("room", StringType.Default)], null), ["room"], null).Columns[0].Role);

    private static PointSchema Read(Field[] fields, Dictionary<string, string>? metadata = null) => ArrowSchemas.Read(new Schema(fields, metadata), null, null);

    private static Field Field(string name, IArrowType type, string? columnType = null)
        => new(name, type, true, columnType is null ? null : new Dictionary<string, string> { ["iox::column::type"] = "iox::column_type::" + columnType });
}
