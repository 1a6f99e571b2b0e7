using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>What stands after FROM: tables, subqueries, table functions, joins.</summary>
internal sealed partial class SqlParser
{
    private const int MaxRereads = 20;

    private int _rereads;

    private SqlRelation RelationWithJoins()
    {
        SqlRelation left = Relation();
        while (JoinKind() is { } join)
        {
            using Nesting nesting = Nest();
            SqlRelation right = Relation();
            SqlExpression? on = null;
            List<SqlName>? columns = null;
            if (join.Kind != "CROSS" && !join.Natural)
            {
                if (TryWord("ON"))
                {
                    on = Expression();
                }
                else if (TryWord("USING"))
                {
                    columns = ParenthesizedNames();
                }
            }

            left = new JoinRelation(left, join.Kind, right, on, columns, join.Natural);
        }

        return left;
    }

    private (string Kind, bool Natural)? JoinKind()
    {
        bool natural = TryWord("NATURAL");
        if (TryWords("CROSS", "JOIN"))
        {
            return ("CROSS", natural);
        }

        if (IsWord("CROSS") || IsWord("OUTER"))
        {
            throw QueryException.NotImplemented($"{Current.Text.ToUpperInvariant()} APPLY");
        }

        string? kind = null;
        foreach (string side in (ReadOnlySpan<string>)["LEFT", "RIGHT", "FULL"])
        {
            if (TryWord(side))
            {
                string inner = side != "FULL" && TryWord("SEMI") ? " SEMI" : side != "FULL" && TryWord("ANTI") ? " ANTI" : "";
                if (inner.Length == 0)
                {
                    TryWord("OUTER");
                }

                kind = side + inner;
            }
        }

        if (kind is null && TryWord("INNER"))
        {
            kind = "INNER";
        }

        if (TryWord("JOIN"))
        {
            return (kind ?? "INNER", natural);
        }

        return kind is null && !natural ? null : throw Expected("JOIN");
    }

    private SqlRelation Relation()
    {
        using Nesting nesting = Nest();
        bool lateral = TryWord("LATERAL");
        if (TrySymbol("("))
        {
            return QueryFollows() ? NestedQuery(lateral) : Unaliased();
        }

        if (Current.Kind == SqlTokenKind.Text)
        {
            // the dialect takes a string for a table name: FROM 'cpu'
            return new TableRelation([new SqlName(Take().Text, Quoted: true)], RelationAlias());
        }

        List<SqlName> name = ObjectName();
        if (!TrySymbol("("))
        {
            return new TableRelation(name, RelationAlias());
        }

        List<SqlExpression> arguments = Current.IsSymbol(")") ? [] : CommaSeparated(Expression);
        ExpectSymbol(")");
        return new FunctionRelation(name, arguments, RelationAlias());
    }

    /// <summary>
    /// After "(": "((SELECT …) UNION …)" is a query and "((SELECT …) a JOIN b)" a relation, and only the end tells. The query is tried first;
    /// how often that may fail is limited, for each failure reads the text again.
    /// </summary>
    private SqlRelation NestedQuery(bool lateral)
    {
        (int start, int depth) = (_at, _depth);
        try
        {
            SqlQuery query = Query();
            ExpectSymbol(")");
            return new QueryRelation(query, lateral, RelationAlias());
        }
        catch (QueryException) when (_tokens[start].IsSymbol("(") && ++_rereads <= MaxRereads)
        {
            (_at, _depth) = (start, depth);
            return Unaliased();
        }
    }

    private bool QueryFollows()
    {
        int ahead = 0;
        while (PeekAt(ahead).IsSymbol("("))
        {
            ahead++;
        }

        SqlToken first = PeekAt(ahead);
        return first.IsWord("SELECT") || first.IsWord("WITH") || first.IsWord("VALUES");
    }

    private SqlRelation Unaliased()
    {
        SqlRelation inside = RelationWithJoins();
        ExpectSymbol(")");
        return inside;
    }

    private SqlAlias? RelationAlias()
    {
        SqlName? name = Alias();
        return name is null ? null : new SqlAlias(name, Current.IsSymbol("(") ? ParenthesizedNames() : []);
    }
}
