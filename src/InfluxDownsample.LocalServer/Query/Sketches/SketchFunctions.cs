using DuckDB.NET.Data.DataChunk.Writer;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The functions with which planned statements ask DuckDB for what InfluxDB only estimates. Each takes the list of a group's values.</summary>
internal static class SketchFunctions
{
    public const string Quantile = "influx_digest";
    public const string DistinctNumbers = "influx_distinct_numbers";
    public const string DistinctTexts = "influx_distinct_texts";

    /// <summary>Registers the functions with the database of the connection.</summary>
    public static void Register(DuckDBConnection connection)
    {
        ScalarFunctionOptions options = new() { IsPureFunction = true, HandlesNulls = true };

        // the values in ascending order, the one that arrives in a batch of its own or null, the share, the size
        connection.RegisterScalarFunction<List<double>, double, double, int, double>(
            Quantile,
            (arguments, result, count) => result.WriteRows<double>(count, row =>
            {
                if (!arguments[0].IsValid(row) || arguments[0].GetValue<List<double>>(row) is not { Count: > 0 } sorted)
                {
                    return null;
                }

                Digest digest = new(arguments[3].GetValue<int>(row));
                double[] apart = arguments[1].IsValid(row) && sorted.Remove(arguments[1].GetValue<double>(row)) ? [arguments[1].GetValue<double>(row)] : [];
                digest.Add(sorted);
                digest.Add(apart);
                return digest.Quantile(arguments[2].GetValue<double>(row));
            }),
            options);
        RegisterEstimate<long>(connection, DistinctNumbers, (estimate, value) => estimate.Add(value), options);
        RegisterEstimate<string>(connection, DistinctTexts, (estimate, value) => estimate.Add(value), options);
    }

    private static void RegisterEstimate<T>(DuckDBConnection connection, string name, Action<DistinctEstimate, T> add, ScalarFunctionOptions options) =>
        connection.RegisterScalarFunction<List<T>, ulong>(
            name,
            (arguments, result, count) => result.WriteRows<ulong>(count, row =>
            {
                DistinctEstimate estimate = new();
                (arguments[0].IsValid(row) ? arguments[0].GetValue<List<T>>(row) : []).ForEach(value => add(estimate, value));
                return estimate.Count();
            }),
            options);

    /// <summary>Writes the result of each row of a chunk.</summary>
    public static void WriteRows<T>(this IDuckDBDataWriter result, ulong count, Func<ulong, T?> value)
        where T : struct
    {
        for (ulong row = 0; row < count; row++)
        {
            if (value(row) is { } known)
            {
                result.WriteValue(known, row);
            }
            else
            {
                result.WriteNull(row);
            }
        }
    }
}
