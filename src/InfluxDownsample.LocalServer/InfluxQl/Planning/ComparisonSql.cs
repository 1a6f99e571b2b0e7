using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>Comparisons and their combination. Operands that don't go together make a comparison false, not an error.</summary>
internal static class ComparisonSql
{
    public static SqlValue Logical(BinaryOperator op, SqlValue left, SqlValue right) =>
        Boolean($"({Operand(left)} {op.Text()} {Operand(right)})");

    public static SqlValue Compare(BinaryOperator op, SqlValue left, SqlValue right)
    {
        bool isEquality = op is BinaryOperator.Equal or BinaryOperator.NotEqual;
        bool comparable = (left.Type.IsNumeric && right.Type.IsNumeric)
            || (left.Type.IsTimestamp && right.Type.IsTimestamp)
            || (isEquality && left.Type.IsString && right.Type.IsString)
            || (isEquality && left.Type.Kind == OutputKind.Boolean && right.Type.Kind == OutputKind.Boolean);
        return comparable ? Boolean($"({Text(left)} {(op == BinaryOperator.NotEqual ? "<>" : op.Text())} {Text(right)})") : SqlValue.False;
    }

    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static SqlValue Regex(BinaryOperator op, SqlValue text, string pattern)
    {
        if (!text.Type.IsString)
        {
            return SqlValue.False;
        }

        if (!NamePattern.IsValid(pattern))
        {
            throw new QueryException(QueryErrorKind.Internal, "Invalid regex: External error: " + NamePattern.Fault(pattern));
        }

        string match = $"regexp_matches({Text(text)}, {SqlText.String(pattern)})";
        return Boolean(op == BinaryOperator.MatchesRegex ? match : $"(NOT {match})");
    }

    /// <summary>A row without a tag has the empty value of it.</summary>
    private static string Text(SqlValue value) => value.IsTag ? $"COALESCE({value.Sql}, '')" : value.Sql;

    private static string Operand(SqlValue value) => value.Type.Kind == OutputKind.Boolean ? value.Sql : SqlValue.False.Sql;

    private static SqlValue Boolean(string sql) => new(sql, OutputType.Boolean);
}
