namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// An unsigned integer beside text or a truth value: the one pair that InfluxQL leaves to the query engine instead of making it null or false.
/// </summary>
internal static class UnsignedPairs
{
    /// <summary>The engine's answer, or null for every other pair.</summary>
    /// <exception cref="QueryException">The engine knows no such operation.</exception>
    public static SqlValue? Operate(string op, SqlValue left, SqlValue right)
    {
        if (!(left.Type.IsUnsignedInteger && IsOther(right)) && !(right.Type.IsUnsignedInteger && IsOther(left)))
        {
            return null;
        }

        string types = $"{TypeText(left)} {(Operators.IsLogical(op) ? op.ToUpperInvariant() : op)} {TypeText(right)}";
        if (Operators.IsComparison(op) && (left.Type.IsString || right.Type.IsString))
        {
            return new SqlValue(
                $"(CAST({left.Sql} AS VARCHAR) {(op == "!=" ? "<>" : op)} CAST({right.Sql} AS VARCHAR))",
                OutputType.Boolean);
        }

        return Operators.IsRegex(op) ? null : throw QueryException.Planning(
            Operators.IsComparison(op) ? $"Cannot infer common argument type for comparison operation {types}"
            : Operators.IsLogical(op) ? $"Cannot infer common argument type for logical boolean operation {types}"
            : Operators.IsBitwise(op) ? $"Cannot infer common type for bitwise operation {types}"
            : $"Cannot coerce arithmetic expression {types} to valid types");
    }

    private static bool IsOther(SqlValue value) => value.Type.IsString || value.Type.Kind == ArrowTypeId.Boolean;

    private static string TypeText(SqlValue value) => value.IsTag ? "Dictionary(Int32, Utf8)" : value.Type.ToString();
}
