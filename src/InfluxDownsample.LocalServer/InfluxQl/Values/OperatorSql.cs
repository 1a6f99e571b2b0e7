namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Operators as InfluxQL means them: integers wrap, integer division gives a float, and x/0 is 0. Operands that don't go together make a comparison
/// false and anything else null, not an error. // wire reference 2.4
/// </summary>
internal static class OperatorSql
{
    /// <exception cref="QueryException">A signed and an unsigned column meet, or a pattern is no regular expression.</exception>
    public static SqlValue Operate(BinaryExpression expression, SqlValue left, SqlValue right) =>
        expression.IsRegex ? Matches(expression.Operator, left, ((RegexLiteral)expression.Right).Pattern)
        : (left.Type.IsUnsignedInteger && IsTextOrTruth(right)) || (right.Type.IsUnsignedInteger && IsTextOrTruth(left)) ? Mixed(expression, left, right)
        : expression.IsLogical ? Boolean($"({Truth(left)} {expression.Operator} {Truth(right)})")
        : expression.IsComparison ? Compare(expression, left, right)
        : Calculate(expression, left, right);

    private static SqlValue Matches(string op, SqlValue text, string pattern)
    {
        if (!text.Type.IsString)
        {
            return SqlValue.False;
        }

        Refuse.When(NameRegex.Find(pattern) is null,
            () => new QueryException(QueryErrorKind.Internal, "Invalid regex: External error: " + NameRegex.Fault(pattern)));
        return Boolean($"({(op == "=~" ? "" : "NOT ")}regexp_matches({Text(text)}, {Literals.Sql(pattern)}))");
    }

    /// <summary>
    /// An unsigned integer beside text or a truth value: the one pair that InfluxQL leaves to the query engine instead of making it null or false.
    /// </summary>
    private static SqlValue Mixed(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        string op = expression.Operator;
        if (expression.IsComparison && (left.Type.IsString || right.Type.IsString))
        {
            return Boolean($"(CAST({left.Sql} AS VARCHAR) {op} CAST({right.Sql} AS VARCHAR))");
        }

        string types = $"{TypeText(left)} {op} {TypeText(right)}";
        throw QueryException.Planning(
            expression.IsComparison ? $"Cannot infer common argument type for comparison operation {types}"
            : expression.IsLogical ? $"Cannot infer common argument type for logical boolean operation {types}"
            : expression.IsBitwise ? $"Cannot infer common type for bitwise operation {types}"
            : $"Cannot coerce arithmetic expression {types} to valid types");
    }

    private static SqlValue Compare(BinaryExpression comparison, SqlValue left, SqlValue right)
    {
        string op = comparison.Operator;
        if ((left.Type.IsFloat && IsZero(comparison.Right) ? Comparisons.WithZero(left.Sql, op)
            : right.Type.IsFloat && IsZero(comparison.Left) ? Comparisons.WithZero(right.Sql, Comparisons.Mirrored(op))
            : null) is { } withZero)
        {
            return Boolean(withZero);
        }

        bool comparable = (left.Type.IsNumeric && right.Type.IsNumeric)
            || (left.Type.IsTimestamp && right.Type.IsTimestamp)
            || (op is "=" or "!=" && ((left.Type.IsString && right.Type.IsString) || (left.IsBoolean && right.IsBoolean)));
        return comparable ? Boolean($"({Text(left)} {op} {Text(right)})") : SqlValue.False;
    }

    private static SqlValue Calculate(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        string op = expression.Operator;
        return (left.Type, right.Type) switch
        {
            _ when expression.IsBitwise && left.IsBoolean && right.IsBoolean =>
                Boolean($"({Apply(op, $"CAST({left.Sql} AS INTEGER)", $"CAST({right.Sql} AS INTEGER)")} <> 0)"),
            ({ IsString: true }, { IsString: true }) when op == "+" && !left.IsTag && !right.IsTag =>
                new SqlValue($"({left.Sql} || {right.Sql})", OutputType.String),
            ({ IsNumeric: false }, _) or (_, { IsNumeric: false }) => SqlValue.Null,
            ({ IsFloat: true }, _) or (_, { IsFloat: true }) when expression.IsBitwise => SqlValue.Null,
            ({ IsFloat: true }, _) or (_, { IsFloat: true }) => Floats(op, left, right),
            _ => Integers(expression, left, right),
        };
    }

    private static SqlValue Floats(string op, SqlValue left, SqlValue right) => new(Apply(op, left.AsDouble, right.AsDouble), OutputType.Float);

    private static SqlValue Integers(BinaryExpression expression, SqlValue left, SqlValue right)
    {
        string op = expression.Operator;
        if (left.Type != right.Type)
        {
            (bool leftIsLiteral, bool rightIsLiteral) = (expression.Left is Literal, expression.Right is Literal);
            Refuse.When(!leftIsLiteral && !rightIsLiteral,
                () => QueryException.Planning($"cannot use {op} between an integer and unsigned, an explicit cast is required"));
            Refuse.When((rightIsLiteral && right.Type.IsUnsignedInteger) || (leftIsLiteral && left.Type.IsUnsignedInteger),
                () => QueryException.Planning($"cannot use {op} with an integer field and unsigned literal"));
        }

        OutputType type = left.Type.IsUnsignedInteger || right.Type.IsUnsignedInteger ? OutputType.Unsigned : OutputType.Integer;
        return op == "/" && type == OutputType.Integer ? Floats(op, left, right)
            : new SqlValue(Wrapping.Wrap(Apply(op == "/" ? "//" : op, left.AsHuge, right.AsHuge), type), type);
    }

    private static string Apply(string op, string left, string right) => op switch
    {
        "/" or "//" => $"(CASE WHEN {right} = 0 AND {left} IS NOT NULL THEN 0 ELSE {left} {op} {right} END)",
        "^" => $"xor({left}, {right})",
        _ => $"({left} {op} {right})",
    };

    private static bool IsZero(Expression expression) =>
        expression.Bare is IntegerLiteral { Value: 0 } or UnsignedLiteral { Value: 0 }
            || (expression.Bare is FloatLiteral { Value: 0 } zero && !double.IsNegative(zero.Value));

    private static bool IsTextOrTruth(SqlValue value) => value.Type.IsString || value.IsBoolean;

    private static string TypeText(SqlValue value) => value.IsTag ? "Dictionary(Int32, Utf8)" : value.Type.ToString();

    /// <summary>A row without a tag has the empty value of it.</summary>
    private static string Text(SqlValue value) => value.IsTag ? $"COALESCE({value.Sql}, '')" : value.Sql;

    private static string Truth(SqlValue value) => value.IsBoolean ? value.Sql : SqlValue.False.Sql;

    private static SqlValue Boolean(string sql) => new(sql, OutputType.Boolean);
}
