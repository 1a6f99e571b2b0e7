using System.Globalization;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Functions;

/// <summary>Medians and percentiles. Integers stay integers. // wire reference 3.2</summary>
internal static class Quantiles
{
    public static BoundExpression Median(AggregateCall call)
    {
        call.Require(1, 1);
        OutputType type = NumericType(call);
        string value = Casts.To(call[0], type).Sql;
        // the two middle values, counted from either end; the same one when the count is odd
        string low = call.Core("quantile_disc", $"{value}, 0.5");
        string high = call.Core("quantile_disc", $"{value}, -0.5");
        string sql = type.IsFloat
            ? $"(CASE WHEN {low} = {high} THEN {low} ELSE ({low} + {high}) / 2 END)"
            : $"({Wrapping.Wrap($"(CAST({low} AS HUGEINT) + CAST({high} AS HUGEINT))", type)} // 2)";
        return call.Result(type.IsFloat ? sql : $"(CASE WHEN {low} = {high} THEN {low} ELSE {sql} END)", type);
    }

    public static BoundExpression ApproxMedian(AggregateCall call)
    {
        call.Require(1, 1);
        return Percentile(call, 0.5);
    }

    /// <summary>
    /// <c>(x, p [, centroids])</c>. The digest is an approximation whose error nobody may rely on; here the answer is exact,
    /// interpolated and, for integers, cut like the digest's.
    /// </summary>
    public static BoundExpression ApproxPercentile(AggregateCall call)
    {
        call.Require(2, 3);
        double? percentile = call[1].Value switch
        {
            double value => value,
            long value => value,
            ulong value => value,
            _ => null,
        };
        if (percentile is null)
        {
            throw QueryException.NotImplemented("Percentile value for 'APPROX_PERCENTILE_CONT' must be a literal");
        }

        return percentile is >= 0 and <= 1
            ? Percentile(call, percentile.Value)
            : throw QueryException.Planning(string.Create(
                CultureInfo.InvariantCulture, $"Percentile value must be between 0.0 and 1.0 inclusive, {percentile} is invalid"));
    }

    private static BoundExpression Percentile(AggregateCall call, double percentile)
    {
        OutputType type = NumericType(call);
        string p = percentile.ToString("R", CultureInfo.InvariantCulture);
        string quantile = call.Core("quantile_cont", $"{call.Float(0)}, {p}");
        return call.Result(type.IsFloat ? quantile : $"CAST(trunc({quantile}) AS {TypeNames.Physical(type)})", type);
    }

    private static OutputType NumericType(AggregateCall call) =>
        call[0].Type.IsNumeric ? call[0].Type : call[0].IsNull ? OutputType.Float : throw call.NoMatch();
}
