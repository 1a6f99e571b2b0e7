using System.Globalization;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>first, last, min, max and percentile: which row of a group is chosen.</summary>
internal static class SelectorSql
{
    /// <summary>The value alone.</summary>
    public static SqlValue Value(Call call, SqlValue argument)
    {
        string x = argument.Sql;
        string some = $"FILTER (WHERE {x} IS NOT NULL)";
        string sql = call.Function switch
        {
            "first" => $"arg_min({x}, time) {some}",
            "last" => $"arg_max({x}, time) {some}",
            "min" => $"min({x})",
            "max" => $"max({x})",
            _ => Ranked(call, x, $"list_sort(list({x}) {some})"),
        };
        return new SqlValue(sql, argument.Type);
    }

    /// <summary>The chosen row as a struct of the fields given; null when no row of the group has a value.</summary>
    /// <remarks><paramref name="fields"/>: Text such as <c>v := x, t := time</c>.</remarks>
    public static string Row(Call call, SqlValue argument, string fields)
    {
        string x = argument.Sql;
        string row = $"struct_pack({fields})";
        string some = $"FILTER (WHERE {x} IS NOT NULL)";
        return call.Function switch
        {
            "first" => $"arg_min({row}, time) {some}",
            "last" => $"arg_max({row}, time) {some}",
            // of equal values the earliest counts
            "min" => $"first({row} ORDER BY {x}, time) {some}",
            "max" => $"first({row} ORDER BY {x} DESC, time) {some}",
            _ => Ranked(call, x, $"list({row} ORDER BY {x}, time) {some}"),
        };
    }

    private static string Ranked(Call call, string x, string sorted)
    {
        string percent = call.Arguments[1] switch
        {
            IntegerLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
            FloatLiteral literal => literal.Value.ToString("R", CultureInfo.InvariantCulture),
            _ => "0",
        };
        string rank = $"floor(count({x}) * CAST('{percent}' AS DOUBLE) / 100 + 0.5)";
        return $"CASE WHEN {rank} BETWEEN 1 AND count({x}) THEN ({sorted})[CAST({rank} AS BIGINT)] END";
    }
}
