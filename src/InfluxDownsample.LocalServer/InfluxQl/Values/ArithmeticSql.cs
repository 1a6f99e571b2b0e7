namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Arithmetic as InfluxQL means it: integers wrap, integer division gives a float, and x/0 is 0. // wire reference 2.4</summary>
internal static class ArithmeticSql
{
    /// <exception cref="QueryException">A signed and an unsigned column meet.</exception>
    public static SqlValue Operate(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        string op = expression.Operator;
        bool bitwise = Operators.IsBitwise(op);
        return (left.Type, right.Type) switch
        {
            ({ Kind: ArrowTypeId.Boolean }, { Kind: ArrowTypeId.Boolean }) when bitwise =>
                new SqlValue($"({Bitwise(op, $"CAST({left.Sql} AS INTEGER)", $"CAST({right.Sql} AS INTEGER)")} <> 0)", OutputType.Boolean),
            ({ IsString: true }, { IsString: true }) when op == "+" && !left.IsTag && !right.IsTag =>
                new SqlValue($"({left.Sql} || {right.Sql})", OutputType.String),
            ({ IsNumeric: false }, _) or (_, { IsNumeric: false }) => SqlValue.Null,
            ({ IsFloat: true }, _) or (_, { IsFloat: true }) => bitwise ? SqlValue.Null : Floats(op, TypedSql.AsDouble(left), TypedSql.AsDouble(right)),
            _ => OfIntegers(expression, left, right),
        };
    }

    private static SqlValue OfIntegers(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        CheckSigns(expression, left, right);
        bool unsigned = left.Type.IsUnsignedInteger || right.Type.IsUnsignedInteger;
        return expression.Operator == "/" && !unsigned ? Floats("/", TypedSql.AsDouble(left), TypedSql.AsDouble(right))
            : Integers(expression.Operator, TypedSql.AsHuge(left), TypedSql.AsHuge(right), unsigned ? OutputType.Unsigned : OutputType.Integer);
    }

    private static SqlValue Floats(string op, string left, string right)
    {
        string sql = op == "/"
            ? $"(CASE WHEN {right} = 0 AND {left} IS NOT NULL THEN CAST(0 AS DOUBLE) ELSE {left} / {right} END)"
            : $"({left} {op} {right})";
        return new SqlValue(sql, OutputType.Float);
    }

    private static SqlValue Integers(string op, string left, string right, OutputType type)
    {
        string huge = op switch
        {
            "/" => $"CASE WHEN {right} = 0 AND {left} IS NOT NULL THEN 0 ELSE {left} // {right} END",
            _ when Operators.IsBitwise(op) => Bitwise(op, left, right),
            _ => $"{left} {op} {right}",
        };
        return new SqlValue(Wrapping.Wrap(huge, type), type);
    }

    private static string Bitwise(string op, string left, string right) =>
        op == "^" ? $"xor({left}, {right})" : $"({left} {op} {right})";

    private static void CheckSigns(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        if (left.Type == right.Type)
        {
            return;
        }

        string op = expression.Operator;
        bool leftIsLiteral = expression.Left is Literal;
        bool rightIsLiteral = expression.Right is Literal;
        Refuse.When(!leftIsLiteral && !rightIsLiteral,
            () => QueryException.Planning($"cannot use {op} between an integer and unsigned, an explicit cast is required"));
        Refuse.When((rightIsLiteral && right.Type.IsUnsignedInteger) || (leftIsLiteral && left.Type.IsUnsignedInteger),
            () => QueryException.Planning($"cannot use {op} with an integer field and unsigned literal"));
    }
}
