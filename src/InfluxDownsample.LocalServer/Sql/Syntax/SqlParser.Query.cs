using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

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
        if (TryWord("WITH"))
        {
            // the word changes nothing; a table that names itself is not found
            TryWord("RECURSIVE");
            with = CommaSeparated(CommonTable);
        }

        SqlBody body = Body(0);
        List<SqlOrder> order = TryWords("ORDER", "BY") ? CommaSeparated(Order) : [];
        (SqlExpression? limit, SqlExpression? offset) = LimitAndOffset();
        return new SqlQuery(with, body, order, limit, offset);
    }

    private SqlCommonTable CommonTable()
    {
        SqlName name = Name();
        List<SqlName> columns = Current.IsSymbol("(") ? ParenthesizedNames() : [];
        ExpectWord("AS");
        ExpectSymbol("(");
        SqlQuery query = Query();
        ExpectSymbol(")");
        return new SqlCommonTable(name, columns, query);
    }

    /// <summary>INTERSECT binds closer than UNION and EXCEPT.</summary>
    private SqlBody Body(int minimum)
    {
        SqlBody left = BodyOperand();
        while (true)
        {
            string? set = IsWord("UNION") ? "UNION" : IsWord("EXCEPT") ? "EXCEPT" : IsWord("INTERSECT") ? "INTERSECT" : null;
            int precedence = set == "INTERSECT" ? 20 : 10;
            if (set is null || precedence <= minimum)
            {
                return left;
            }

            using Nesting nesting = Nest();
            Take();
            bool all = TryWord("ALL");
            if (!all)
            {
                TryWord("DISTINCT");
            }

            if (TryWords("BY", "NAME"))
            {
                throw QueryException.NotImplemented("UNION BY NAME");
            }

            left = new SetBody(left, set, all, Body(precedence));
        }
    }

    private SqlBody BodyOperand()
    {
        if (TrySymbol("("))
        {
            SqlQuery query = Query();
            ExpectSymbol(")");
            return new NestedBody(query);
        }

        if (TryWord("VALUES"))
        {
            return new ValuesBody(CommaSeparated(ValuesRow));
        }

        if (!TryWord("SELECT"))
        {
            throw Expected("SELECT, VALUES, or a subquery in the query body");
        }

        return Select();
    }

    private List<SqlExpression> ValuesRow()
    {
        ExpectSymbol("(");
        List<SqlExpression> row = CommaSeparated(Expression);
        ExpectSymbol(")");
        return row;
    }

    private SelectBody Select()
    {
        bool distinct = TryWord("DISTINCT");
        List<SqlExpression> distinctOn = distinct && TryWord("ON") ? ValuesRow() : [];
        if (!distinct)
        {
            TryWord("ALL");
        }

        List<SelectItem> items = CommaSeparated(Item);
        if (IsWord("INTO"))
        {
            throw QueryException.Planning("DDL not supported: Create");
        }

        List<SqlRelation> from = TryWord("FROM") ? CommaSeparated(RelationWithJoins) : [];
        SqlExpression? where = TryWord("WHERE") ? Expression() : null;
        bool groupByAll = TryWords("GROUP", "BY", "ALL");
        List<SqlExpression> groupBy = !groupByAll && TryWords("GROUP", "BY") ? CommaSeparated(GroupItem) : [];
        SqlExpression? having = TryWord("HAVING") ? Expression() : null;
        Dictionary<string, SqlWindow> windows = TryWord("WINDOW") ? NamedWindows() : [];
        SqlExpression? qualify = TryWord("QUALIFY") ? Expression() : null;
        return new SelectBody
        {
            Distinct = distinct,
            DistinctOn = distinctOn,
            Items = items,
            From = from,
            Where = where,
            GroupBy = groupBy,
            GroupByAll = groupByAll,
            Having = having,
            Windows = windows,
            Qualify = qualify,
        };
    }

    private SqlExpression GroupItem()
    {
        foreach (string form in (ReadOnlySpan<string>)["ROLLUP", "CUBE", "GROUPING"])
        {
            if (IsWord(form) && (PeekAt(1).IsSymbol("(") || PeekAt(1).IsWord("SETS")))
            {
                throw QueryException.NotImplemented($"GROUP BY {form}");
            }
        }

        return Expression();
    }

    private SelectItem Item()
    {
        if (TrySymbol("*"))
        {
            return new WildcardItem([], WildcardExcept());
        }

        if (QualifiedWildcard() is { } qualified)
        {
            return qualified;
        }

        SqlExpression expression = Expression();
        return new ExpressionItem(expression, Alias());
    }

    private WildcardItem? QualifiedWildcard()
    {
        int start = _at;
        List<SqlName> qualifier = [];
        while (Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && PeekAt(1).IsSymbol("."))
        {
            qualifier.Add(Name());
            Take();
            if (TrySymbol("*"))
            {
                return new WildcardItem(qualifier, WildcardExcept());
            }
        }

        _at = start;
        return null;
    }

    private List<SqlName> WildcardExcept()
    {
        // EXCEPT may also begin a set operation
        bool excepts = IsWord("EXCLUDE") || (IsWord("EXCEPT") && PeekAt(1).IsSymbol("("));
        if (IsWord("REPLACE") || IsWord("RENAME") || IsWord("ILIKE"))
        {
            throw QueryException.NotImplemented($"wildcard with {Current}");
        }

        if (!excepts)
        {
            return [];
        }

        Take();
        return Current.IsSymbol("(") ? ParenthesizedNames() : [Name()];
    }

    private SqlName? Alias()
    {
        if (TryWord("AS"))
        {
            return Current.Kind == SqlTokenKind.Text ? new SqlName(Take().Text, Quoted: true) : Name();
        }

        bool possible = Current.Kind == SqlTokenKind.QuotedName || (Current.Kind == SqlTokenKind.Word && !s_notAnAlias.Contains(Current.Text));
        return possible ? Name() : null;
    }

    private SqlOrder Order()
    {
        SqlExpression expression = Expression();
        bool descending = TryWord("DESC");
        if (!descending)
        {
            TryWord("ASC");
        }

        bool? nullsFirst = TryWords("NULLS", "FIRST") ? true : TryWords("NULLS", "LAST") ? false : null;
        return new SqlOrder(expression, descending, nullsFirst);
    }

    private (SqlExpression? Limit, SqlExpression? Offset) LimitAndOffset()
    {
        SqlExpression? limit = null;
        SqlExpression? offset = null;
        while (true)
        {
            if (limit is null && TryWord("LIMIT"))
            {
                limit = TryWord("ALL") ? new NullLiteral() : Expression();
            }
            else if (offset is null && TryWord("OFFSET"))
            {
                offset = Expression();
                _ = TryWord("ROWS") || TryWord("ROW");
            }
            else if (TryWord("FETCH"))
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
        _ = TryWord("FIRST") || TryWord("NEXT");
        if (!IsWord("ROW") && !IsWord("ROWS"))
        {
            Expression();
        }

        _ = TryWord("ROWS") || TryWord("ROW");
        ExpectWord("ONLY");
    }

    private Dictionary<string, SqlWindow> NamedWindows()
    {
        Dictionary<string, SqlWindow> windows = [];
        do
        {
            SqlName name = Name();
            ExpectWord("AS");
            ExpectSymbol("(");
            windows[name.Folded] = WindowSpecification();
        }
        while (TrySymbol(","));
        return windows;
    }
}
