using InfluxDownsample.LocalServer.InfluxQl.Resolving;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>top() and bottom(): the n rows of each group with the greatest or smallest values, each with its own time.</summary>
internal static class TopBottomSql
{
    /// <summary>The chosen rows, with the columns of the input.</summary>
    public static string Rows(SelectScope scope)
    {
        Call call = scope.Columns.Fields.SelectMany(field => field.Expression.Nodes()).OfType<Call>().First(call => Functions.IsTopOrBottom(call.Function));
        SqlValue value = scope.InputColumn((Reference)call.Arguments[0]);
        string rows = scope.Buckets is null ? scope.Input.Sql : scope.Buckets.WithBucket(scope.Input.Sql);
        if (value.IsNull || value.IsTag)
        {
            return $"SELECT * FROM ({rows}) WHERE false";
        }

        rows = $"SELECT * FROM ({rows}) WHERE {value.Sql} IS NOT NULL";
        List<string> group = [.. scope.GroupColumns.Select(column => column.Value.Sql)];
        if (scope.Buckets is not null)
        {
            group.Add("bucket");
        }

        string order = $"{value.Sql}{(call.Function == "top" ? " DESC" : "")}, {scope.TimeOrder}";
        string[] tags = [.. Tags(call).Select(tag => scope.Input.Find(tag)).OfType<SqlValue>().Select(tag => tag.Sql)];
        if (Tags(call).Any())
        {
            // with tags named, each of their values takes part once, with its best row
            rows = Best(rows, [.. group, .. tags], order, 1);
        }

        return Best(rows, group, order, ((IntegerLiteral)call.Arguments[^1]).Value);
    }

    private static IEnumerable<string> Tags(Call call) => call.Arguments.Skip(1).OfType<Reference>().Select(tag => tag.Name);

    private static string Best(string rows, List<string> group, string order, long count)
    {
        string partition = group.Count == 0 ? "" : $"PARTITION BY {string.Join(", ", group)} ";
        return $"SELECT * FROM ({rows}) QUALIFY row_number() OVER ({partition}ORDER BY {order}) <= {SqlText.Integer(count)}";
    }
}
