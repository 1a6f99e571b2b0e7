using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Plans a whole query: WITH, set operations, VALUES, and ORDER BY and LIMIT around them.</summary>
internal sealed class QueryPlanner(PlanningContext context)
{
    public PlannedQuery Plan(SqlQuery query)
    {
        Refuse.When(!RuntimeHelpers.TryEnsureSufficientExecutionStack(), QueryException.TooDeep);
        PlanningContext inside = context;
        List<string> with = [];
        HashSet<string> names = [];
        foreach (SqlCommonTable table in query.With)
        {
            Refuse.When(!names.Add(table.Name), () => QueryException.SqlSyntax($"WITH query name \"{table.Name}\" specified more than once"));
            PlannedQuery planned = Renamed(new QueryPlanner(inside).Plan(table.Query), table.Columns);
            string name = context.NewName("w");
            with.Add($"{name} AS ({planned.Sql})");
            inside = inside with { Tables = inside.Tables.SetItem(table.Name, planned with { Sql = name }) };
        }

        PlannedQuery body = query.Body is SelectBody select
            ? new SelectPlanner(inside).Plan(select, query.Order, query.Limit, query.Offset)
            : Ordered(new QueryPlanner(inside).Plan(query.Body), query);
        return with.Count == 0 ? body : body with { Sql = $"WITH {string.Join(", ", with)} {body.Sql}" };
    }

    /// <summary><c>LIMIT n OFFSET m</c> in DuckDB's text, with a blank before it.</summary>
    public static string LimitSql(ExpressionBinder binder, SqlExpression? limit, SqlExpression? offset) =>
        RowCount(binder, limit, "LIMIT") + RowCount(binder, offset, "OFFSET");

    /// <summary>The same query under the names of an alias's column list.</summary>
    public static PlannedQuery Renamed(PlannedQuery query, IReadOnlyList<string> names) =>
        names.Count == 0 ? query
        : names.Count == query.Columns.Count
        ? query with { Columns = [.. query.Columns.Select((column, i) => column with { Name = names[i] })] }
        : throw QueryException.Planning($"Source table contains {query.Columns.Count} columns but only {names.Count} names given as column alias");

    private PlannedQuery Plan(SqlBody body) => body switch
    {
        SelectBody select => new SelectPlanner(context).Plan(select, [], null, null),
        NestedBody nested => Plan(nested.Query),
        SetBody set => Set(set),
        ValuesBody values => Values(values),
        _ => throw QueryException.NotImplemented($"Query {body.GetType().Name} not implemented yet"),
    };

    private PlannedQuery Ordered(PlannedQuery body, SqlQuery query)
    {
        if (query.Order.Count == 0 && query.Limit is null && query.Offset is null)
        {
            return body;
        }

        string name = context.NewName("r");
        ExpressionBinder binder = context.Rows([.. body.Columns.Select(column => column with { Sql = $"{name}.{column.Sql}" })], "ORDER BY");
        IEnumerable<string> order = query.Order.Select(item => OrderItem(binder, item, body.Columns.Count));
        string orderBy = query.Order.Count == 0 ? "" : $" ORDER BY {string.Join(", ", order)}";
        return body with { Sql = $"SELECT {body.ColumnList(name)} FROM ({body.Sql}) AS {name}{orderBy}{LimitSql(binder, query.Limit, query.Offset)}" };
    }

    private static string OrderItem(ExpressionBinder binder, SqlOrder item, int columns) =>
        Ordinals.Read(item.Expression, columns, inOrderBy: true) is { } ordinal ? $"{ordinal}{item.Direction}" : binder.BindOrder(item).Sql;

    private static string RowCount(ExpressionBinder binder, SqlExpression? expression, string clause)
    {
        if (expression is null or LiteralExpression { Value: null })
        {
            return "";
        }

        BoundExpression count = binder.Bind(expression);
        Refuse.When(!count.IsScalar, () => QueryException.Planning($"{clause} must not refer to columns"));
        return count.Value switch
        {
            long and < 0 => throw QueryException.Optimizer($"Error during planning: {clause} must be >= 0, '{count.Value}' was provided", "eliminate_limit"),
            long or ulong => $" {clause} {count.Value}",
            _ when count.Type.IsInteger => $" {clause} ({count.Sql})",
            _ => throw QueryException.Planning($"Expected {clause} to be an integer or null, but got {count.Type}"),
        };
    }

    private PlannedQuery Set(SetBody set)
    {
        PlannedQuery left = Plan(set.Left);
        PlannedQuery right = Plan(set.Right);
        Refuse.When(left.Columns.Count != right.Columns.Count, () => QueryException.Planning(
            $"{set.Operator} queries have different number of columns: left has {left.Columns.Count} columns whereas right has {right.Columns.Count} columns"));
        List<ScopeColumn> columns = [.. left.Columns.Zip(right.Columns, (a, b) => new ScopeColumn(
            null,
            a.Name,
            Coercion.Common(a.Type, b.Type) ?? throw QueryException.Planning(
                $"Incompatible inputs for {set.Operator}: column '{a.Name}' is {a.Type} on the left and {b.Type} on the right"),
            "")
        {
            Nullable = a.Nullable || b.Nullable,
            // a union's column has the role that the last of its sides gives it; the others filter their left side
            Metadata = set.Operator == "UNION" ? b.Metadata ?? a.Metadata : a.Metadata,
        }).Select((column, i) => column with { Sql = Ordinals.Output(i) })];
        string all = set.All ? " ALL" : "";
        return new PlannedQuery($"{Branch(left, columns)} {set.Operator}{all} {Branch(right, columns)}", columns);
    }

    /// <summary>One side of a set operation, brought to the common types.</summary>
    private string Branch(PlannedQuery side, List<ScopeColumn> columns)
    {
        string name = context.NewName("r");
        IEnumerable<string> items = side.Columns.Select((column, i) =>
            $"{Casts.To(new BoundExpression($"{name}.{column.Sql}", column.Type, ""), columns[i].Type).Sql} AS {columns[i].Sql}");
        return $"SELECT {string.Join(", ", items)} FROM ({side.Sql}) AS {name}";
    }

    private PlannedQuery Values(ValuesBody values)
    {
        int width = values.Rows[0].Count;
        ExpressionBinder binder = context.Rows([], "VALUES");
        BoundExpression[][] rows = [.. values.Rows.Select((row, i) => row.Count == width ? row.Select(binder.Bind).ToArray() : throw QueryException.Planning(
            $"Inconsistent data length across values list: got {row.Count} values in row {i} but expected {width}"))];
        OutputType[] types = [.. Enumerable.Range(0, width).Select(i => Coercion.Common(rows.Select(row => row[i].Type), (known, next) =>
            QueryException.Planning($"Inconsistent data type across values list: {known} and {next}")))];
        IEnumerable<string> lines = rows.Select(row => $"({string.Join(", ", row.Select((value, i) => Casts.To(value, types[i]).Sql))})");
        string name = context.NewName("r");
        string[] outputs = [.. Enumerable.Range(0, width).Select(Ordinals.Output)];
        ScopeColumn[] columns = [.. outputs.Select((output, i) => new ScopeColumn(null, $"column{i + 1}", types[i], output))];
        PlannedQuery planned = new("", columns);
        return planned with { Sql = $"SELECT {planned.ColumnList(name)} FROM (VALUES {string.Join(", ", lines)}) AS {name}({string.Join(", ", outputs)})" };
    }
}
