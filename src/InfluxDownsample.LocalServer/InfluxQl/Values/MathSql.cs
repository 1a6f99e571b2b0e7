using InfluxDownsample.LocalServer.Sql;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The functions of one row's numbers.</summary>
internal static class MathSql
{
    /// <exception cref="QueryException">An argument is no number, or one is missing.</exception>
    public static SqlValue Call(string function, IReadOnlyList<SqlValue> arguments)
    {
        int expected = Functions.Find(function)!.Least;
        Refuse.When(arguments.Count != expected,
            () => QueryException.Planning($"invalid number of arguments for {function}, expected {expected}, got {arguments.Count}"));
        if (arguments.Any(argument => argument.IsNull))
        {
            return SqlValue.Null;
        }

        foreach (SqlValue argument in arguments)
        {
            Refuse.When(!argument.Type.IsNumeric, () => Signatures.Refused(function, [argument.Type.ToString()]));
        }

        SqlValue first = arguments[0];
        if (function == "abs" && !first.Type.IsFloat)
        {
            return first.Type.IsUnsignedInteger ? first : new SqlValue($"abs({first.Sql})", OutputType.Integer);
        }

        string[] numbers = [.. arguments.Select(TypedSql.AsDouble)];
        if (function == "pow" && arguments.All(argument => argument.Type.IsSignedInteger))
        {
            return new SqlValue($"TRY_CAST(pow({numbers[0]}, {numbers[1]}) AS BIGINT)", OutputType.Integer);
        }

        // the base comes last, in SQL first
        return new SqlValue(SimpleFunctions.Sql(function, function == "log" ? [numbers[1], numbers[0]] : numbers), OutputType.Float);
    }
}
