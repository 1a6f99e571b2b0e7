namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Operators and predicates over bound operands; AND, OR and NOT are the binder's.</summary>
internal static class Operators
{
    /// <summary>How a text is matched with a pattern; the last place is the predicate's NOT.</summary>
    private static readonly Dictionary<string, string> s_matches = new()
    {
        ["~"] = "regexp_matches({0}, {1})",
        ["~*"] = "regexp_matches({0}, {1}, 'i')",
        ["!~"] = "(NOT regexp_matches({0}, {1}))",
        ["!~*"] = "(NOT regexp_matches({0}, {1}, 'i'))",
        ["LIKE"] = @"({0} {2}LIKE {1} ESCAPE '\')",
        ["ILIKE"] = @"({0} {2}ILIKE {1} ESCAPE '\')",
        ["SIMILAR TO"] = "({2}regexp_matches({0}, {1}))",
    };

    public static BoundExpression Bind(string sign, BoundExpression[] operands, string not) => (sign, operands) switch
    {
        ("-", [var operand]) => Negated(operand),
        ("+", [var operand]) => operand.Type.IsNumeric ? operand : throw QueryException.Planning($"Unary operator '+' not supported on {operand.Type}"),
        ("[]", [var whole, var key]) => Fields.Of(whole, key),
        ("ARRAY", _) => Array(operands),
        ("AT TIME ZONE", [var time, var zone]) => AtTimeZone(time, zone),
        ("BETWEEN", [var operand, var low, var high]) => BoundExpression.Over(
            $"({not}({Comparison(operand, ">=", low)} AND {Comparison(operand, "<=", high)}))",
            OutputType.Boolean, $"{operand.Name} {not}BETWEEN {low.Name} AND {high.Name}", operands),
        ("IN", [var operand, .. var items]) => In(operand, items, not),
        (_, [var operand]) => Is(operand, sign["IS ".Length..], not),
        _ when s_matches.ContainsKey(sign) => Match(operands, sign, not),
        ("||", [var left, var right]) => Concatenated(left, right),
        ("&" or "|" or "^" or "<<" or ">>", [var left, var right]) => Bits(left, sign, right),
        ("+" or "-" or "*" or "/" or "%", [var left, var right]) => Arithmetic(left, sign, right),
        (_, [var left, var right]) => Compare(left, sign, right),
        _ => throw QueryException.NotImplemented($"Unsupported operator {sign}"),
    };

    public static BoundExpression Compare(BoundExpression left, string sign, BoundExpression right)
    {
        BoundExpression result = BoundExpression.Over(Comparison(left, sign, right), OutputType.Boolean, $"{left.Name} {sign} {right.Name}", left, right);
        return sign.StartsWith("IS", StringComparison.Ordinal) ? result with { Nullable = false } : result;
    }

    private static string Comparison(BoundExpression left, string sign, BoundExpression right)
    {
        OutputType type = Coercion.ForComparison(left.Type, right.Type)
            ?? throw QueryException.Coercion($"Cannot infer common argument type for comparison operation {left.Type} {sign} {right.Type}");
        // Integers of either sign are left as they are: DuckDB compares them exactly, where Int64 could not hold a large UInt64.
        bool integers = left.Type.IsInteger && right.Type.IsInteger;
        string Side(BoundExpression operand) => integers ? operand.Sql : Casts.To(operand, type).Sql;
        string? withZero = IsZero(left) && right.Type.IsFloat ? Comparisons.WithZero(right.Sql, Comparisons.Mirrored(sign))
            : IsZero(right) && left.Type.IsFloat ? Comparisons.WithZero(left.Sql, sign)
            : null;
        return withZero ?? $"({Side(left)} {sign} {Side(right)})";
    }

    private static bool IsZero(BoundExpression operand) =>
        operand.Value is long and 0 or ulong and 0 || (operand.Value is double number && number == 0 && !double.IsNegative(number));

    private static BoundExpression Negated(BoundExpression operand)
    {
        ExpressionName name = $"(- {operand.Name})";
        if (operand.Value is IntervalValue interval)
        {
            return Constants.Of(interval.Negate()) with { Name = name };
        }

        Refuse.When(!operand.Type.IsNumeric && !operand.IsNull,
            () => QueryException.Planning($"Negation only supports numeric, interval and timestamp types, got {operand.Type}"));
        Refuse.When(operand.Type.IsUnsignedInteger && !operand.IsScalar,
            () => QueryException.Planning("Negation only supports numeric, interval and timestamp types", QueryPhase.PhysicalPlanning));
        OutputType type = operand.Type.IsUnsignedInteger ? OutputType.Integer : operand.Type;
        return operand.IsNull ? operand
            : BoundExpression.Over($"(-{Casts.To(operand, type).Sql})", type, name, operand) with { Metadata = operand.Metadata };
    }

    private static BoundExpression Is(BoundExpression operand, string what, string not)
    {
        Refuse.When(what != "NULL" && operand.Type.Kind is not (ArrowTypeId.Boolean or ArrowTypeId.Null),
            () => QueryException.Planning($"Cannot infer common argument type for comparison operation {operand.Type} IS DISTINCT FROM Boolean"));
        string value = operand.IsNull && what != "NULL" ? "CAST(NULL AS BOOLEAN)" : operand.Sql;
        string sql = $"({value} IS {not}{(what == "UNKNOWN" ? "NULL" : what)})";
        return BoundExpression.Over(sql, OutputType.Boolean, $"{operand.Name} IS {not}{what}", operand) with { Nullable = false };
    }

    private static BoundExpression In(BoundExpression operand, BoundExpression[] items, string not)
    {
        OutputType type = items.Aggregate(operand.Type, (common, item) => Coercion.ForComparison(common, item.Type) ?? throw QueryException.Planning(
            $"Can not find compatible types to compare {operand.Type} with [{string.Join(", ", items.Select(other => other.Type))}]"));
        string values = string.Join(", ", items.Select(item => Casts.To(item, type).Sql));
        string sql = items.Length == 0 ? (not.Length > 0 ? "TRUE" : "FALSE") : $"({Casts.To(operand, type).Sql} {not}IN ({values}))";
        ExpressionName names = ExpressionName.Join(", ", items.Select(item => item.Name));
        ExpressionName name = new($"{operand.Name.Column} {not}IN {names.Column}", $"{operand.Name.Text} {not}IN ([{names.Text}])");
        return BoundExpression.Over(sql, OutputType.Boolean, name, [operand, .. items]);
    }

    private static BoundExpression Match(BoundExpression[] operands, string sign, string not)
    {
        (BoundExpression text, BoundExpression pattern) = (operands[0], operands[1]);
        Refuse.When(!operands.All(operand => operand.Type.IsString || operand.IsNull), () => QueryException.Planning(
            sign.Contains('~', StringComparison.Ordinal)
                ? $"Cannot infer common argument type for regex operation {text.Type} {sign} {pattern.Type}"
                : $"There isn't a common type to coerce {text.Type} and {pattern.Type} in {sign} expression"));
        Refuse.When(operands.Length > 2 && operands[2].Value is not "\\", () => new QueryException(
            QueryErrorKind.Execution, "Execution error: LIKE does not support escape_char other than the backslash (\\)", QueryPhase.PhysicalPlanning));
        string sql = string.Format(
            CultureInfo.InvariantCulture, s_matches[sign], Casts.To(text, OutputType.String).Sql, Casts.To(pattern, OutputType.String).Sql, not);
        return BoundExpression.Over(sql, OutputType.Boolean, $"{text.Name} {not}{sign} {pattern.Name}", text, pattern);
    }

    private static BoundExpression Concatenated(BoundExpression left, BoundExpression right)
    {
        Refuse.When(!left.Type.IsString && !right.Type.IsString,
            () => QueryException.Coercion($"Cannot infer common string type for string concat operation {left.Type} || {right.Type}"));
        // DuckDB types a chain with a null in it as something else
        string sql = $"CAST({Casts.To(left, OutputType.String).Sql} || {Casts.To(right, OutputType.String).Sql} AS VARCHAR)";
        OutputType type = left.Type.Kind == ArrowTypeId.StringView || right.Type.Kind == ArrowTypeId.StringView ? OutputType.StringView : OutputType.String;
        return BoundExpression.Over(sql, type, $"{left.Name} || {right.Name}", left, right);
    }

    private static BoundExpression Bits(BoundExpression left, string sign, BoundExpression right)
    {
        OutputType? type = Coercion.ForArithmetic(left.Type, right.Type);
        Refuse.When(type is null || !type.IsInteger,
            () => QueryException.Planning($"Cannot infer common type for bitwise operation {left.Type} {sign} {right.Type}"));
        (string a, string b) = (Casts.To(left, type).Sql, Casts.To(right, type).Sql);
        return BoundExpression.Over(sign == "^" ? $"xor({a}, {b})" : $"({a} {sign} {b})", type, $"{left.Name} {sign} {right.Name}", left, right);
    }

    private static BoundExpression Arithmetic(BoundExpression left, string sign, BoundExpression right)
    {
        if (left.Type.IsTemporal || right.Type.IsTemporal)
        {
            return TimeArithmetic.Bind(left, sign, right);
        }

        OutputType type = Coercion.ForArithmetic(left.Type, right.Type)
            ?? throw QueryException.Coercion($"Cannot coerce arithmetic expression {left.ArrowType} {sign} {right.ArrowType} to valid types");
        ExpressionName name = $"{left.Name} {sign} {right.Name}";
        if (type.Kind == ArrowTypeId.Null)
        {
            return Constants.Null with { Name = name };
        }

        if (type.IsDecimal)
        {
            (string exact, OutputType result) = DecimalArithmetic.Of(left, sign, right);
            return BoundExpression.Over(exact, result, name, left, right);
        }

        (string a, string b) = (Casts.To(left, type).Sql, Casts.To(right, type).Sql);
        string sql = type.IsFloat ? $"({a} {sign} {b})" : sign is "/" or "%" ? Divided(a, sign, b, right) : Wrapped(a, sign, b, type);
        return BoundExpression.Over(sql, type, name, left, right);
    }

    /// <summary>Integers divide to integers, cut towards zero; zero is an execution error.</summary>
    private static string Divided(string a, string sign, string b, BoundExpression divisor)
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

    private static BoundExpression AtTimeZone(BoundExpression operand, BoundExpression zone)
    {
        if (zone.Value is not string name)
        {
            throw QueryException.NotImplemented("Unsupported ast node in sqltorel: AT TIME ZONE with a zone that is not a literal");
        }

        ZoneClock.Of(name);
        return operand.Type.IsTimestamp || operand.Type.IsString || operand.IsNull
            ? Casts.To(operand, OutputType.TimestampOf(operand.Type.Unit, name))
            : throw QueryException.Planning($"Unsupported CAST from {operand.Type} to a timestamp in {name}");
    }

    private static BoundExpression Array(BoundExpression[] items)
    {
        OutputType type = Coercion.Common(items.Select(item => item.Type), (known, item) =>
            QueryException.Planning($"Cannot find a common type for array elements {known} and {item}"));
        string sql = $"CAST([{string.Join(", ", items.Select(item => Casts.To(item, type).Sql))}] AS {type.Physical}[])";
        ExpressionName name = $"make_array({ExpressionName.Join(",", items.Select(item => item.Name))})";
        return BoundExpression.Over(sql, OutputType.ListOf(type), name, items) with { Nullable = false };
    }
}
