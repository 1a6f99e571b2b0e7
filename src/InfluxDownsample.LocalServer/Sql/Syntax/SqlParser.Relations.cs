namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What stands after FROM: tables, subqueries, table functions, joins.</summary>
internal sealed partial class SqlParser
{
    private const int MaxRereads = 20;

    private int _rereads;

    private SqlRelation RelationWithJoins()
    {
        SqlRelation left = Relation();
        while (JoinKind(out bool natural) is { } kind)
        {
            using Nesting nesting = Nest();
            SqlRelation right = Relation();
            bool conditional = kind != "CROSS" && !natural;
            SqlExpression? on = conditional ? ExpressionAfter("ON") : null;
            List<string>? columns = conditional && on is null && Try("USING") ? ParenthesizedNames() : null;
            left = new JoinRelation(left, kind, right, on, columns, natural);
        }

        return left;
    }

    private string? JoinKind(out bool natural)
    {
        natural = Try("NATURAL");
        if (Try("CROSS", "JOIN"))
        {
            return "CROSS";
        }

        Refuse.When(Is("CROSS") || Is("OUTER"), () => QueryException.NotImplemented($"{Current.Text.ToUpperInvariant()} APPLY"));
        string? kind = TryAny("LEFT", "RIGHT", "FULL", "INNER");
        if (kind is "LEFT" or "RIGHT" && TryAny("SEMI", "ANTI") is { } half)
        {
            kind = $"{kind} {half}";
        }
        else if (kind is "LEFT" or "RIGHT" or "FULL")
        {
            Try("OUTER");
        }

        return Try("JOIN") ? kind ?? "INNER" : kind is null && !natural ? null : throw Expected("JOIN");
    }

    private SqlRelation Relation()
    {
        using Nesting nesting = Nest();
        bool lateral = Try("LATERAL");
        if (Is("("))
        {
            int ahead = 0;
            while (PeekAt(ahead).Is("("))
            {
                ahead++;
            }

            return QueryFollows(ahead) ? NestedQuery(lateral) : Parenthesized(RelationWithJoins);
        }

        if (Current.Kind == SqlTokenKind.Text)
        {
            // the dialect takes a string for a table name: FROM 'cpu'
            return new TableRelation([Take().Text], RelationAlias());
        }

        List<string> name = ObjectName();
        return Is("(")
            ? new FunctionRelation(name, Parenthesized(() => CommaSeparatedUpTo(")", Expression)), RelationAlias())
            : new TableRelation(name, RelationAlias());
    }

    /// <summary>
    /// "((SELECT …) UNION …)" is a query and "((SELECT …) a JOIN b)" a relation, and only the end tells. The query is tried first;
    /// how often that may fail is limited, for each failure reads the text again.
    /// </summary>
    private SqlRelation NestedQuery(bool lateral)
    {
        (int start, int depth) = (_at, _depth);
        try
        {
            return new QueryRelation(Parenthesized(Query), lateral, RelationAlias());
        }
        catch (QueryException) when (_tokens[start + 1].Is("(") && ++_rereads <= MaxRereads)
        {
            (_at, _depth) = (start, depth);
            return Parenthesized(RelationWithJoins);
        }
    }

    private SqlAlias? RelationAlias() => Alias() is { } name ? new SqlAlias(name, Is("(") ? ParenthesizedNames() : []) : null;
}
