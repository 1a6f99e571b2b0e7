namespace InfluxDownsample.LocalServer.Sql;

/// <summary>IS, BETWEEN, IN, LIKE and subqueries.</summary>
internal sealed partial class ExpressionBinder
{
    private BoundExpression Is(IsExpression test)
    {
        BoundExpression operand = Bind(test.Operand);
        string not = test.Negated ? "NOT " : "";
        Refuse.When(test.What != "NULL" && operand.Type.Kind is not (ArrowTypeId.Boolean or ArrowTypeId.Null),
            () => QueryException.Planning($"Cannot infer common argument type for comparison operation {operand.Type} IS DISTINCT FROM Boolean"));
        string what = test.What == "UNKNOWN" ? "NULL" : test.What;
        string value = operand.IsNull && what != "NULL" ? "CAST(NULL AS BOOLEAN)" : operand.Sql;
        return Combine($"({value} IS {not}{what})", OutputType.Boolean, $"{operand.Name} IS {not}{test.What}", operand) with { Nullable = false };
    }

    private BoundExpression Between(BetweenExpression between)
    {
        BoundExpression operand = Bind(between.Operand);
        BoundExpression low = Bind(between.Low);
        BoundExpression high = Bind(between.High);
        string not = between.Negated ? "NOT " : "";
        string sql = $"({not}({Compare(operand, ">=", low).Sql} AND {Compare(operand, "<=", high).Sql}))";
        return Combine(sql, OutputType.Boolean, $"{operand.Name} {not}BETWEEN {low.Name} AND {high.Name}", operand, low, high);
    }

    private BoundExpression InList(InListExpression list)
    {
        BoundExpression operand = Bind(list.Operand);
        BoundExpression[] items = [.. list.Items.Select(Bind)];
        OutputType type = operand.Type;
        foreach (BoundExpression item in items)
        {
            type = Coercion.ForComparison(type, item.Type)
                ?? throw QueryException.Planning(
                    $"Can not find compatible types to compare {operand.Type} with [{string.Join(", ", items.Select(i => i.Type))}]");
        }

        string not = list.Negated ? "NOT " : "";
        string values = string.Join(", ", items.Select(item => Casts.To(item, type).Sql));
        string sql = items.Length == 0 ? (list.Negated ? "TRUE" : "FALSE") : $"({Casts.To(operand, type).Sql} {not}IN ({values}))";
        ExpressionName names = ExpressionName.Join(", ", items.Select(item => item.Name));
        ExpressionName name = new($"{operand.Name.Column} {not}IN {names.Column}", $"{operand.Name.Text} {not}IN ([{names.Text}])");
        return Combine(sql, OutputType.Boolean, name, [operand, .. items]);
    }

    private BoundExpression InQuery(InQueryExpression query)
    {
        BoundExpression operand = Bind(query.Operand);
        PlannedQuery planned = Subquery(query.Query);
        Refuse.When(planned.Columns.Count != 1, () => QueryException.Planning($"InSubquery should only return one column, but found {planned.Columns.Count}"));
        ScopeColumn column = planned.Columns[0];
        OutputType type = Coercion.ForComparison(operand.Type, column.Type)
            ?? throw QueryException.Planning($"expr type {operand.Type} can't cast to {column.Type} in InSubquery");
        string not = query.Negated ? "NOT " : "";
        string name = Context.NewName("r");
        string values = Casts.To(new BoundExpression($"{name}.{column.Sql}", column.Type, ""), type).Sql;
        string sql = $"({Casts.To(operand, type).Sql} {not}IN (SELECT {values} FROM ({planned.Sql}) AS {name}))";
        return new BoundExpression(sql, OutputType.Boolean, $"{operand.Name} {not}IN (<subquery>)");
    }

    private BoundExpression Exists(ExistsExpression exists)
    {
        string not = exists.Negated ? "NOT " : "";
        return new BoundExpression($"({not}EXISTS ({Subquery(exists.Query).Sql}))", OutputType.Boolean, $"{not}EXISTS (<subquery>)") { Nullable = false };
    }

    private BoundExpression ScalarQuery(ScalarQueryExpression scalar)
    {
        PlannedQuery planned = Subquery(scalar.Query);
        Refuse.When(planned.Columns.Count != 1,
            () => QueryException.Planning($"Scalar subquery should only return one column, but found {planned.Columns.Count}"));
        return new BoundExpression($"({planned.Sql})", planned.Columns[0].Type, planned.Columns[0].Name);
    }

    private PlannedQuery Subquery(SqlQuery query) => new QueryPlanner(Context, stage.AroundSubqueries(Scope), tables).Plan(query);

    private BoundExpression Like(LikeExpression like)
    {
        BoundExpression operand = Bind(like.Operand);
        BoundExpression pattern = Bind(like.Pattern);
        bool strings = (operand.Type.IsString || operand.IsNull) && (pattern.Type.IsString || pattern.IsNull);
        Refuse.When(!strings,
            () => QueryException.Planning($"There isn't a common type to coerce {operand.Type} and {pattern.Type} in {like.Operator} expression"));
        string not = like.Negated ? "NOT " : "";
        ExpressionName name = $"{operand.Name} {not}{like.Operator} {pattern.Name}";
        (string text, string match) = (Casts.To(operand, OutputType.String).Sql, Casts.To(pattern, OutputType.String).Sql);
        if (like.Operator == "SIMILAR TO")
        {
            return Combine($"({not}regexp_matches({text}, {match}))", OutputType.Boolean, name, operand, pattern);
        }

        string escape = like.Escape ?? "\\";
        Refuse.When(escape != "\\", () => new QueryException(
            QueryErrorKind.Execution, "Execution error: LIKE does not support escape_char other than the backslash (\\)", QueryPhase.PhysicalPlanning));
        return Combine($"({text} {not}{like.Operator} {match} ESCAPE {Literals.Sql(escape)})", OutputType.Boolean, name, operand, pattern);
    }
}
