namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Operators.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression Unary(UnaryExpression unary)
    {
        if (unary.Operator == "NOT")
        {
            BoundExpression condition = BindCondition(unary.Operand, "NOT");
            return Combine($"(NOT {condition.Sql})", OutputType.Boolean, $"NOT {condition.Name}", condition) with { Metadata = condition.Metadata };
        }

        BoundExpression operand = Bind(unary.Operand);
        if (unary.Operator == "+")
        {
            return operand.Type.IsNumeric ? operand : throw QueryException.Planning($"Unary operator '+' not supported on {operand.Type}");
        }

        if (operand.Value is IntervalValue interval)
        {
            return Constants.Of(interval.Negate()) with { Name = $"(- {operand.Name})" };
        }

        if (operand.IsNull)
        {
            return operand;
        }

        Refuse.When(!operand.Type.IsNumeric,
            () => QueryException.Planning($"Negation only supports numeric, interval and timestamp types, got {operand.Type}"));
        Refuse.When(operand.Type.IsUnsignedInteger && !operand.IsScalar,
            () => QueryException.Planning("Negation only supports numeric, interval and timestamp types", QueryPhase.PhysicalPlanning));
        OutputType type = operand.Type.IsUnsignedInteger ? OutputType.Integer : operand.Type;
        return Combine($"(-{Casts.To(operand, type).Sql})", type, $"(- {operand.Name})", operand) with { Metadata = operand.Metadata };
    }

    private BoundExpression Binary(BinaryExpression binary)
    {
        if (binary.Operator is "AND" or "OR")
        {
            return Logic(binary);
        }

        BoundExpression left = Bind(binary.Left);
        BoundExpression right = Bind(binary.Right);
        return binary.Operator switch
        {
            "=" or "!=" or "<" or "<=" or ">" or ">=" or "IS DISTINCT FROM" or "IS NOT DISTINCT FROM" => Compare(left, binary.Operator, right),
            "||" => Concatenate(left, right),
            "~" or "~*" or "!~" or "!~*" => Regex(left, binary.Operator, right),
            "&" or "|" or "^" or "<<" or ">>" => Bits(left, binary.Operator, right),
            _ => Arithmetic(left, binary.Operator, right),
        };
    }

    /// <summary>A chain of ANDs or ORs is bound as one list, so that long ones stay shallow for DuckDB's parser.</summary>
    private BoundExpression Logic(BinaryExpression binary)
    {
        List<SqlExpression> operands = [];
        SqlExpression rest = binary;
        while (rest is BinaryExpression next && next.Operator == binary.Operator)
        {
            operands.Add(next.Right);
            rest = next.Left;
        }

        operands.Add(rest);
        operands.Reverse();
        BoundExpression[] bound = [.. operands.Select(operand => BindCondition(operand, binary.Operator))];
        return Combine(
            $"({string.Join($" {binary.Operator} ", bound.Select(b => b.Sql))})",
            OutputType.Boolean,
            ExpressionName.Join($" {binary.Operator} ", bound.Select(b => b.Name)),
            bound);
    }

    private static BoundExpression Compare(BoundExpression left, string comparison, BoundExpression right)
    {
        OutputType type = Coercion.ForComparison(left.Type, right.Type)
            ?? throw QueryException.Coercion($"Cannot infer common argument type for comparison operation {left.Type} {comparison} {right.Type}");
        string? withZero = IsZero(left) && right.Type.IsFloat ? Comparisons.WithZero(right.Sql, Comparisons.Mirrored(comparison))
            : IsZero(right) && left.Type.IsFloat ? Comparisons.WithZero(left.Sql, comparison)
            : null;
        string sql = withZero ?? $"({CompareOperand(left, right, type)} {(comparison == "!=" ? "<>" : comparison)} {CompareOperand(right, left, type)})";
        BoundExpression result = Combine(sql, OutputType.Boolean, $"{left.Name} {comparison} {right.Name}", left, right);
        return comparison.StartsWith("IS", StringComparison.Ordinal) ? result with { Nullable = false } : result;
    }

    private static bool IsZero(BoundExpression operand) =>
        operand.Value is long and 0 or ulong and 0 || (operand.Value is double number && number == 0 && !double.IsNegative(number));

    /// <summary>Integers of either sign are left as they are: DuckDB compares them exactly, where Int64 could not hold a large UInt64.</summary>
    private static string CompareOperand(BoundExpression operand, BoundExpression other, OutputType type) =>
        operand.Type.IsInteger && other.Type.IsInteger ? operand.Sql : Casts.To(operand, type).Sql;

    private static BoundExpression Arithmetic(BoundExpression left, string sign, BoundExpression right)
    {
        if (IsTemporal(left) || IsTemporal(right))
        {
            return TimeArithmetic.Bind(left, sign, right);
        }

        OutputType type = Coercion.ForArithmetic(left.Type, right.Type)
            ?? throw QueryException.Coercion($"Cannot coerce arithmetic expression {left.ArrowType} {sign} {right.ArrowType} to valid types");
        ExpressionName name = $"{left.Name} {sign} {right.Name}";
        if (type.Kind == ArrowTypeId.Null)
        {
            return Constants.Null() with { Name = name };
        }

        if (type.IsDecimal)
        {
            (string exact, OutputType result) = DecimalArithmetic.Of(left, sign, right);
            return Combine(exact, result, name, left, right);
        }

        (string a, string b) = (Casts.To(left, type).Sql, Casts.To(right, type).Sql);
        string sql = type.IsFloat ? $"({a} {sign} {b})" : sign is "/" or "%" ? Divide(a, sign, b, right) : Wrapped(a, sign, b, type);
        return Combine(sql, type, name, left, right);
    }

    /// <summary>Integers divide to integers, cut towards zero; zero is an execution error.</summary>
    private static string Divide(string a, string sign, string b, BoundExpression divisor)
    {
        string operation = $"({a} {(sign == "/" ? "//" : "%")} {b})";
        bool notZero = divisor.Value is long and not 0 or ulong and not 0;
        string fault = ExecutionErrors.Raise("Arrow error: Divide by zero error");
        return notZero ? operation : $"(CASE WHEN {b} = 0 AND {a} IS NOT NULL THEN {fault} ELSE {operation} END)";
    }

    /// <summary>64-bit results wrap around, as the real engine computes them.</summary>
    private static string Wrapped(string a, string sign, string b, OutputType type) => type.Kind is ArrowTypeId.Int64 or ArrowTypeId.UInt64
        ? sign == "*" && type.Kind == ArrowTypeId.UInt64
            ? $"CAST((CAST({a} AS UHUGEINT) * CAST({b} AS UHUGEINT)) & 18446744073709551615::UHUGEINT AS UBIGINT)"
            : Wrapping.Wrap($"(CAST({a} AS HUGEINT) {sign} CAST({b} AS HUGEINT))", type)
        : $"CAST((CAST({a} AS BIGINT) {sign} CAST({b} AS BIGINT)) AS {type.Physical})";

    private static BoundExpression Bits(BoundExpression left, string sign, BoundExpression right)
    {
        OutputType? type = Coercion.ForArithmetic(left.Type, right.Type);
        Refuse.When(type is null || !type.IsInteger,
            () => QueryException.Planning($"Cannot infer common type for bitwise operation {left.Type} {sign} {right.Type}"));
        (string a, string b) = (Casts.To(left, type).Sql, Casts.To(right, type).Sql);
        string sql = sign == "^" ? $"xor({a}, {b})" : $"({a} {sign} {b})";
        return Combine(sql, type, $"{left.Name} {sign} {right.Name}", left, right);
    }

    private static BoundExpression Concatenate(BoundExpression left, BoundExpression right)
    {
        Refuse.When(!left.Type.IsString && !right.Type.IsString,
            () => QueryException.Coercion($"Cannot infer common string type for string concat operation {left.Type} || {right.Type}"));
        // DuckDB types a chain with a null in it as something else
        string sql = $"CAST({Casts.To(left, OutputType.String).Sql} || {Casts.To(right, OutputType.String).Sql} AS VARCHAR)";
        OutputType type = left.Type.Kind == ArrowTypeId.StringView || right.Type.Kind == ArrowTypeId.StringView ? OutputType.StringView : OutputType.String;
        return Combine(sql, type, $"{left.Name} || {right.Name}", left, right);
    }

    private static BoundExpression Regex(BoundExpression left, string sign, BoundExpression right)
    {
        bool strings = (left.Type.IsString || left.IsNull) && (right.Type.IsString || right.IsNull);
        Refuse.When(!strings, () => QueryException.Planning($"Cannot infer common argument type for regex operation {left.Type} {sign} {right.Type}"));
        string flags = sign.EndsWith('*') ? ", 'i'" : "";
        string match = $"regexp_matches({Casts.To(left, OutputType.String).Sql}, {Casts.To(right, OutputType.String).Sql}{flags})";
        return Combine(sign.StartsWith('!') ? $"(NOT {match})" : match, OutputType.Boolean, $"{left.Name} {sign} {right.Name}", left, right);
    }

    private BoundExpression AtTimeZone(AtTimeZoneExpression at)
    {
        BoundExpression operand = Bind(at.Operand);
        if (Bind(at.Zone).Value is not string zone)
        {
            throw QueryException.NotImplemented("Unsupported ast node in sqltorel: AT TIME ZONE with a zone that is not a literal");
        }

        ZoneClock.Of(zone);
        return operand.Type.IsTimestamp || operand.Type.IsString || operand.IsNull
            ? Casts.To(operand, OutputType.TimestampOf(operand.Type.IsTimestamp ? operand.Type.Unit : Apache.Arrow.Types.TimeUnit.Nanosecond, zone))
            : throw QueryException.Planning($"Unsupported CAST from {operand.Type} to a timestamp in {zone}");
    }

    private static bool IsTemporal(BoundExpression operand) =>
        operand.Type.Kind is ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Duration or ArrowTypeId.Interval;

    private static BoundExpression Combine(string sql, OutputType type, ExpressionName name, params BoundExpression[] operands) =>
        new(sql, type, name) { Nullable = operands.Any(operand => operand.Nullable), IsScalar = operands.All(operand => operand.IsScalar) };
}
