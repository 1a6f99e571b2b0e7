namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Medians and percentiles. Integers stay integers, but for the exact percentile. // wire reference 3.2</summary>
internal static class Quantiles
{
    /// <summary>The exact percentile places a value between two others to a millionth of their distance.</summary>
    private const string Steps = "1000000";

    public static BoundExpression Median(FunctionCall call)
    {
        OutputType type = NumericType(call);
        return call.Aggregate(Statistics.Median(Casts.To(call[0], type).Sql, type, (function, arguments) => call.Core(function, arguments)), type);
    }

    public static BoundExpression ApproxMedian(FunctionCall call) => Digested(call, "0.5e0", Digest.DefaultSize);

    /// <summary><c>(x, p [, centroids])</c>.</summary>
    public static BoundExpression ApproxPercentile(FunctionCall call)
    {
        int size = call.Count < 3 ? Digest.DefaultSize : call[2].Value switch
        {
            long centroids and > 0 and <= int.MaxValue => (int)centroids,
            ulong centroids and > 0 and <= int.MaxValue => (int)centroids,
            _ => throw QueryException.NotImplemented("Tdigest max_size value for 'APPROX_PERCENTILE_CONT' must be UInt > 0 literal"),
        };
        return Digested(call, Share(call), size);
    }

    /// <summary><c>(x, p)</c>: the exact percentile, between two values drawn like the real engine draws it.</summary>
    public static BoundExpression Percentile(FunctionCall call)
    {
        string share = Share(call);
        string values = Sorted(call);
        string index = $"({share} * CAST(len({values}) - 1 AS DOUBLE))";
        string low = $"{values}[CAST(floor({index}) AS BIGINT) + 1]";
        string high = $"{values}[CAST(ceil({index}) AS BIGINT) + 1]";
        string between = $"({low} + ({high} - {low}) * floor(({index} - floor({index})) * {Steps}e0) / {Steps}e0)";
        string sql = $"(CASE WHEN {values} IS NULL OR len({values}) = 0 THEN NULL WHEN {low} = {high} THEN {low} ELSE {between} END)";
        return call.Aggregate(sql, OutputType.Float);
    }

    private static BoundExpression Digested(FunctionCall call, string share, int size)
    {
        OutputType type = NumericType(call);
        string apart = call is { Series: { LastApart: true } series, Grouped: false, Filter: null, Over: null }
            ? $"arg_max_null({call.Float(0)}, {series.Key})"
            : "CAST(NULL AS DOUBLE)";
        string quantile = $"{SketchFunctions.Quantile}({Sorted(call)}, {apart}, {share}, {size}::INTEGER)";
        return call.Aggregate(type.IsFloat ? $"CAST({quantile} AS {type.Physical})" : Saturated(quantile, type), type);
    }

    private static string Sorted(FunctionCall call)
    {
        string value = call.Float(0);
        return (call with { Order = [new BoundOrder(call[0] with { Sql = value }, Descending: false, " ASC NULLS LAST")] })
            .Core("list", value, ordered: true, $"{value} IS NOT NULL");
    }

    /// <summary>A float as an integer: cut, and kept within what the type holds.</summary>
    private static string Saturated(string value, OutputType type)
    {
        string physical = type.Physical;
        return $"(CASE WHEN {value} >= {Literals.Sql((double)(type.Most + 1))} THEN {type.Most}::{physical} "
            + $"WHEN {value} <= {Literals.Sql((double)type.Least)} THEN ({type.Least})::{physical} ELSE CAST(trunc({value}) AS {physical}) END)";
    }

    private static string Share(FunctionCall call)
    {
        double share = call[1].Value is double or long or ulong
            ? Convert.ToDouble(call[1].Value, CultureInfo.InvariantCulture)
            : throw QueryException.NotImplemented($"Percentile value for '{call.Name.ToUpperInvariant()}' must be a literal");
        return share is >= 0 and <= 1 ? Literals.Sql(share) : throw QueryException.Planning(
            $"Percentile value must be between 0.0 and 1.0 inclusive, {ArrowNumber.Plain(share)} is invalid", QueryPhase.Opening);
    }

    private static OutputType NumericType(FunctionCall call) =>
        call[0].Type.IsNumeric ? call[0].Type : call[0].IsNull ? OutputType.Float : throw call.NoMatch();
}
