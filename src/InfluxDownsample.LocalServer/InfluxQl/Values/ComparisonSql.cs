namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Comparisons and their combination. Operands that don't go together make a comparison false, not an error.</summary>
internal static class ComparisonSql
{
    public static SqlValue Logical(string op, SqlValue left, SqlValue right) =>
        Boolean($"({Operand(left)} {op} {Operand(right)})");

    public static SqlValue Compare(BinaryExpression comparison, SqlValue left, SqlValue right)
    {
        string op = comparison.Operator;
        if ((left.Type.IsFloat && IsZero(comparison.Right) ? Comparisons.WithZero(left.Sql, op)
            : right.Type.IsFloat && IsZero(comparison.Left) ? Comparisons.WithZero(right.Sql, Comparisons.Mirrored(op))
            : null) is { } withZero)
        {
            return Boolean(withZero);
        }

        bool isEquality = op is "=" or "!=";
        bool comparable = (left.Type.IsNumeric && right.Type.IsNumeric)
            || (left.Type.IsTimestamp && right.Type.IsTimestamp)
            || (isEquality && left.Type.IsString && right.Type.IsString)
            || (isEquality && left.Type.Kind == ArrowTypeId.Boolean && right.Type.Kind == ArrowTypeId.Boolean);
        return comparable ? Boolean($"({Text(left)} {(op == "!=" ? "<>" : op)} {Text(right)})") : SqlValue.False;
    }

    private static bool IsZero(Expression expression) =>
        expression.Bare is IntegerLiteral { Value: 0 } or UnsignedLiteral { Value: 0 }
            || (expression.Bare is FloatLiteral { Value: 0 } zero && !double.IsNegative(zero.Value));

    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static SqlValue Regex(string op, SqlValue text, string pattern)
    {
        if (!text.Type.IsString)
        {
            return SqlValue.False;
        }

        Refuse.When(!NameRegex.IsValid(pattern),
            () => new QueryException(QueryErrorKind.Internal, "Invalid regex: External error: " + NameRegex.Fault(pattern)));
        string match = $"regexp_matches({Text(text)}, {Literals.Sql(pattern)})";
        return Boolean(op == "=~" ? match : $"(NOT {match})");
    }

    /// <summary>A row without a tag has the empty value of it.</summary>
    private static string Text(SqlValue value) => value.IsTag ? $"COALESCE({value.Sql}, '')" : value.Sql;

    private static string Operand(SqlValue value) => value.Type.Kind == ArrowTypeId.Boolean ? value.Sql : SqlValue.False.Sql;

    private static SqlValue Boolean(string sql) => new(sql, OutputType.Boolean);
}
