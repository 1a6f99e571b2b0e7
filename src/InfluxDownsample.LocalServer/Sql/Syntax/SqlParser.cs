using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Recursive descent over the tokens of one statement. This part: statements and the tools every part uses.</summary>
internal sealed partial class SqlParser(string text, CoreVersion like)
{
    /// <summary>How deep parentheses, subqueries and prefix operators may nest; the real parser stops at the same number.</summary>
    private const int MaxDepth = 50;

    private readonly List<SqlToken> _tokens = SqlLexer.Read(text);
    private int _at;
    private int _depth;

    private SqlToken Current => _tokens[_at];

    /// <exception cref="QueryException">The text does not parse, or is a statement that is not served.</exception>
    public static SqlStatement Parse(string text, CoreVersion like = CoreVersion.Core310)
    {
        SqlParser parser = new(text, like);
        parser.SkipSemicolons();
        Refuse.When(parser.Current.Kind == SqlTokenKind.End, () => QueryException.Planning("No SQL statements were provided in the query string"));
        SqlStatement statement = parser.Statement();
        bool separated = parser.SkipSemicolons();
        return parser.Current.Kind == SqlTokenKind.End ? statement
            : throw (separated
                ? QueryException.NotImplemented("The context currently only supports a single SQL statement")
                : parser.Expected("end of statement"));
    }

    private bool SkipSemicolons()
    {
        int start = _at;
        _at += _tokens.Skip(_at).TakeWhile(token => token.Is(";")).Count();
        return _at > start;
    }

    private SqlStatement Statement()
    {
        using Nesting nesting = Nest();
        if (Try("EXPLAIN"))
        {
            Try("ANALYZE");
            Try("VERBOSE");
            return new ExplainStatement(Statement());
        }

        if (Try("SHOW"))
        {
            return Show();
        }

        if (Try("DESCRIBE") || Try("DESC"))
        {
            Try("TABLE");
            return new ColumnsStatement(ObjectName(), "column_name, data_type, is_nullable");
        }

        return QueryFollows() || Is("(") ? new QueryStatement(Query()) : throw RefusedStatement.For(Current) ?? Expected("an SQL statement");
    }

    private SqlStatement Show()
    {
        if (Try("TABLES"))
        {
            return Parse("SELECT * FROM information_schema.tables");
        }

        Refuse.When(TryAny("COLUMNS", "FIELDS") is null, () => RefusedStatement.Show(Current));
        Refuse.When(TryAny("FROM", "IN") is null, () => Expected("IN"));
        return new ColumnsStatement(ObjectName(), "table_catalog, table_schema, table_name, column_name, data_type, is_nullable");
    }

    private bool QueryFollows(int ahead = 0) => PeekAt(ahead) is var token && (token.Is("SELECT") || token.Is("WITH") || token.Is("VALUES"));

    private List<string> ObjectName() => Separated(".", Name);

    /// <summary>One part of a name as it is looked up: quoted ones keep their case, others are folded to lower case. // wire reference 2.3</summary>
    private string Name()
    {
        Refuse.When(!Current.IsName, () => Expected("identifier"));
        SqlToken token = Take();
        return token.Kind == SqlTokenKind.QuotedName ? token.Text : token.Text.ToLowerInvariant();
    }

    private List<string> ParenthesizedNames() => Parenthesized(() => CommaSeparated(Name));

    private T Parenthesized<T>(Func<T> inside) => Enclosed("(", inside, ")");

    private T Enclosed<T>(string open, Func<T> inside, string close)
    {
        T item = After(open, inside);
        Expect(close);
        return item;
    }

    private T After<T>(string word, Func<T> rest)
    {
        Expect(word);
        return rest();
    }

    private List<T> CommaSeparated<T>(Func<T> item) => Separated(",", item);

    private List<T> Separated<T>(string separator, Func<T> item)
    {
        List<T> items = [item()];
        while (Try(separator))
        {
            items.Add(item());
        }

        return items;
    }

    /// <summary>What stands before the end of a list; nothing, where the list is empty.</summary>
    private List<T> CommaSeparatedUpTo<T>(string end, Func<T> item) => Is(end) ? [] : CommaSeparated(item);

    private SqlToken Take() => _tokens[_at < _tokens.Count - 1 ? _at++ : _at];

    private SqlParser Skip()
    {
        Take();
        return this;
    }

    private SqlToken PeekAt(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private bool Is(params ReadOnlySpan<string> words)
    {
        for (int ahead = 0; ahead < words.Length; ahead++)
        {
            if (!PeekAt(ahead).Is(words[ahead]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes all of the words if they follow, else none.</summary>
    private bool Try(params ReadOnlySpan<string> words)
    {
        bool follow = Is(words);
        _at += follow ? words.Length : 0;
        return follow;
    }

    /// <summary>The first of the words that follows is taken; null when none does.</summary>
    private string? TryAny(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (Try(word))
            {
                return word;
            }
        }

        return null;
    }

    private void Expect(string word) => Refuse.When(!Try(word), () => Expected(word));

    private QueryException Expected(string what) => QueryException.SqlSyntax(
        $"Expected: {what}, found: {Current}{(Current.Kind == SqlTokenKind.End ? "" : SqlLexer.Place(text, Current.At))}");

    private Nesting Nest()
    {
        // the depth limit alone is no promise about stack space on small threads
        Refuse.When(++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack(), QueryException.TooDeep);
        return new Nesting(this);
    }

    private readonly struct Nesting(SqlParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
