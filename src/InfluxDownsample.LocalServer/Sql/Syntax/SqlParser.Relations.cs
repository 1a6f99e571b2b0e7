namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What stands after FROM: tables, subqueries, table functions, joins.</summary>
internal sealed partial class SqlParser
{
    private const int MaxRereads = 20;

    /// <summary>What may stand before JOIN.</summary>
    private static readonly string[] s_joins =
    [
        "", "INNER", "CROSS", "LEFT", "LEFT OUTER", "RIGHT", "RIGHT OUTER", "FULL", "FULL OUTER", "LEFT SEMI", "LEFT ANTI", "RIGHT SEMI", "RIGHT ANTI",
    ];

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
        Refuse.When(Is("CROSS", "APPLY") || Is("OUTER", "APPLY"), () => QueryException.NotImplemented($"{Current.Text.ToUpperInvariant()} APPLY"));
        string? words = s_joins.FirstOrDefault(words => Try([.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "JOIN"]));
        Refuse.When(words is null && (natural || TryAny("LEFT", "RIGHT", "FULL", "INNER") is not null), () => Expected("JOIN"));
        return words == "" ? "INNER" : words?.Replace(" OUTER", "", StringComparison.Ordinal);
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
