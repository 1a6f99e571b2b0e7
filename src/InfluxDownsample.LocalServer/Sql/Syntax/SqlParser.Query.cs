namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Queries: WITH, SELECT and its clauses, set operations, ORDER BY, LIMIT.</summary>
internal sealed partial class SqlParser
{
    private static readonly HashSet<string> s_notAnAlias = new(StringComparer.OrdinalIgnoreCase)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT", "ON", "USING",
        "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "LATERAL", "SEMI", "ANTI", "AND", "OR", "WITH", "SELECT", "INTO", "FOR", "AS",
    };

    private SqlQuery Query()
    {
        using Nesting nesting = Nest();
        List<SqlCommonTable> with = [];
        if (Try("WITH"))
        {
            // the word changes nothing; a table that names itself is not found
            Try("RECURSIVE");
            with = CommaSeparated(CommonTable);
        }

        SqlBody body = Body(0);
        List<SqlOrder> order = OrderBy();
        (SqlExpression? limit, SqlExpression? offset) = LimitAndOffset();
        return new SqlQuery(with, body, order, limit, offset);
    }

    private SqlCommonTable CommonTable() => new(Name(), Is("(") ? ParenthesizedNames() : [], After("AS", () => Parenthesized(Query)));

    /// <summary>INTERSECT binds closer than UNION and EXCEPT.</summary>
    private SqlBody Body(int minimum)
    {
        SqlBody left = BodyOperand();
        while ((Is("INTERSECT") ? 20 : Is("UNION") || Is("EXCEPT") ? 10 : 0) is var precedence && precedence > minimum)
        {
            using Nesting nesting = Nest();
            string set = Take().Text.ToUpperInvariant();
            bool all = TryAny("ALL", "DISTINCT") == "ALL";
            left = Try("BY", "NAME") ? throw QueryException.NotImplemented("UNION BY NAME") : new SetBody(left, set, all, Body(precedence));
        }

        return left;
    }

    private SqlBody BodyOperand() =>
        Is("(") ? new NestedBody(Parenthesized(Query))
        : Try("VALUES") ? new ValuesBody(CommaSeparated(Row))
        : Try("SELECT") ? Select()
        : throw Expected("SELECT, VALUES, or a subquery in the query body");

    private List<SqlExpression> Row() => Parenthesized(() => CommaSeparated(Expression));

    private SelectBody Select()
    {
        bool distinct = TryAny("DISTINCT", "ALL") == "DISTINCT";
        List<SqlExpression> distinctOn = distinct && Try("ON") ? Row() : [];
        List<SelectItem> items = CommaSeparated(Item);
        Refuse.When(Is("INTO"), () => QueryException.Planning("DDL not supported: Create"));
        SqlRelation? from = Try("FROM") ? CommaSeparated(RelationWithJoins).Aggregate(JoinRelation.Cross) : null;
        SqlExpression? where = ExpressionAfter("WHERE");
        bool grouped = Try("GROUP", "BY");
        bool byAll = grouped && Try("ALL");
        List<SqlExpression> groupBy = grouped && !byAll ? CommaSeparated(GroupItem) : [];
        SqlExpression? having = ExpressionAfter("HAVING");
        Dictionary<string, SqlOver> windows = Try("WINDOW") ? NamedWindows() : [];
        return new SelectBody(distinct, distinctOn, items, from, where, byAll, groupBy, having, windows, ExpressionAfter("QUALIFY"));
    }

    private SqlExpression? ExpressionAfter(string word) => Try(word) ? Expression() : null;

    private SqlExpression GroupItem() =>
        Is("ROLLUP", "(") || Is("CUBE", "(") || Is("GROUPING", "SETS")
            ? throw QueryException.NotImplemented($"GROUP BY {Current.Text.ToUpperInvariant()}")
            : Expression();

    private SelectItem Item()
    {
        int start = _at;
        List<string> qualifier = [];
        while (Current.IsName && PeekAt(1).Is("."))
        {
            qualifier.Add(Name());
            Take();
        }

        if (Try("*"))
        {
            return new WildcardItem(qualifier, WildcardExcept());
        }

        _at = start;
        return new ExpressionItem(Expression(), Alias());
    }

    private List<string> WildcardExcept()
    {
        Refuse.When(Is("REPLACE") || Is("RENAME") || Is("ILIKE"), () => QueryException.NotImplemented($"wildcard with {Current}"));
        // EXCEPT may also begin a set operation
        return !Try("EXCLUDE") && !(Is("EXCEPT", "(") && Try("EXCEPT")) ? []
            : Is("(") ? ParenthesizedNames() : [Name()];
    }

    private string? Alias() =>
        Try("AS") ? Current.Kind == SqlTokenKind.Text ? Take().Text : Name()
        : Current.Kind == SqlTokenKind.QuotedName || (Current.Kind == SqlTokenKind.Word && !s_notAnAlias.Contains(Current.Text)) ? Name()
        : null;

    private List<SqlOrder> OrderBy() => Try("ORDER", "BY") ? CommaSeparated(Order) : [];

    private SqlOrder Order()
    {
        SqlExpression expression = Expression();
        bool descending = TryAny("DESC", "ASC") == "DESC";
        // unsaid, nulls come last ascending and first descending
        return new SqlOrder(expression, descending, NullsFirst: Try("NULLS", "FIRST") || (!Try("NULLS", "LAST") && descending));
    }

    private (SqlExpression? Limit, SqlExpression? Offset) LimitAndOffset()
    {
        SqlExpression? limit = null;
        SqlExpression? offset = null;
        while (true)
        {
            if (limit is null && Try("LIMIT"))
            {
                limit = Try("ALL") ? new LiteralExpression(null) : Expression();
            }
            else if (offset is null && Try("OFFSET"))
            {
                offset = Expression();
                TryAny("ROWS", "ROW");
            }
            else if (Try("FETCH"))
            {
                SkipFetch();
            }
            else
            {
                return (limit, offset);
            }
        }
    }

    /// <summary>The real server takes FETCH FIRST … ROWS ONLY, and returns all rows.</summary>
    private void SkipFetch()
    {
        TryAny("FIRST", "NEXT");
        if (!Is("ROW") && !Is("ROWS"))
        {
            Expression();
        }

        TryAny("ROWS", "ROW");
        Expect("ONLY");
    }
}
