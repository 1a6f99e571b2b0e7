using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The Arrow schema of a plan. // wire reference 2.1, 2.2</summary>
internal static class ResultSchema
{
    public static Schema Of(QueryPlan plan) =>
        new(plan.Columns.Select(FieldOf), plan.SchemaMetadata.Count == 0 ? null : plan.SchemaMetadata);

    private static Field FieldOf(OutputColumn column) => new(column.Name, column.Type.Arrow, column.Nullable, column.Metadata);
}
