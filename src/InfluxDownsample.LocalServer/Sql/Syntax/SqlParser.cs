using System.Runtime.CompilerServices;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Recursive descent over the tokens of one statement. This part: statements and the tools every part uses.</summary>
internal sealed partial class SqlParser
{
    /// <summary>How deep parentheses, subqueries and prefix operators may nest; the real parser stops at the same number.</summary>
    private const int MaxDepth = 50;

    private readonly List<SqlToken> _tokens;
    private int _at;
    private int _depth;

    private readonly CoreVersion _like;

    private SqlParser(List<SqlToken> tokens, CoreVersion like)
    {
        _tokens = tokens;
        _like = like;
    }

    private SqlToken Current => _tokens[_at];

    /// <exception cref="QueryException">The text does not parse, or is a statement that is not served.</exception>
    public static SqlStatement Parse(string text, CoreVersion like = CoreVersion.Core310)
    {
        SqlParser parser = new(SqlLexer.Read(text), like);
        while (parser.TrySymbol(";"))
        {
        }

        if (parser.Current.Kind == SqlTokenKind.End)
        {
            throw QueryException.Planning("No SQL statements were provided in the query string");
        }

        SqlStatement statement = parser.Statement();
        bool separated = false;
        while (parser.TrySymbol(";"))
        {
            separated = true;
        }

        if (parser.Current.Kind != SqlTokenKind.End)
        {
            throw separated
                ? QueryException.NotImplemented("The context currently only supports a single SQL statement")
                : parser.Expected("end of statement");
        }

        return statement;
    }

    private SqlStatement Statement()
    {
        using Nesting nesting = Nest();
        if (TryWord("EXPLAIN"))
        {
            bool analyze = TryWord("ANALYZE");
            TryWord("VERBOSE");
            return new ExplainStatement(Statement(), analyze);
        }

        if (TryWord("SHOW"))
        {
            return Show();
        }

        if (TryWord("DESCRIBE") || TryWord("DESC"))
        {
            TryWord("TABLE");
            return new DescribeStatement(ObjectName());
        }

        if (IsWord("SELECT") || IsWord("WITH") || IsWord("VALUES") || Current.IsSymbol("("))
        {
            return new QueryStatement(Query());
        }

        throw RefusedStatement.For(Current) ?? Expected("an SQL statement");
    }

    private SqlStatement Show()
    {
        if (TryWord("TABLES"))
        {
            return new ShowTablesStatement();
        }

        if (TryWord("COLUMNS") || TryWord("FIELDS"))
        {
            if (!TryWord("FROM"))
            {
                ExpectWord("IN");
            }

            return new ShowColumnsStatement(ObjectName());
        }

        throw RefusedStatement.Show(Current);
    }

    private List<SqlName> ObjectName()
    {
        List<SqlName> parts = [Name()];
        while (TrySymbol("."))
        {
            parts.Add(Name());
        }

        return parts;
    }

    private SqlName Name() => TryName() ?? throw Expected("identifier");

    private SqlName? TryName()
    {
        if (Current.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName))
        {
            return null;
        }

        SqlToken token = Take();
        return new SqlName(token.Text, token.Kind == SqlTokenKind.QuotedName);
    }

    private List<SqlName> ParenthesizedNames()
    {
        ExpectSymbol("(");
        List<SqlName> names = CommaSeparated(Name);
        ExpectSymbol(")");
        return names;
    }

    private List<T> CommaSeparated<T>(Func<T> item)
    {
        List<T> items = [item()];
        while (TrySymbol(","))
        {
            items.Add(item());
        }

        return items;
    }

    private SqlToken Take() => _tokens[_at < _tokens.Count - 1 ? _at++ : _at];

    private SqlToken PeekAt(int ahead) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private bool IsWord(string keyword) => Current.IsWord(keyword);

    private bool TryWord(string keyword) => Current.IsWord(keyword) && Skip(1);

    /// <summary>Takes the words if all of them follow, else none.</summary>
    private bool TryWords(params ReadOnlySpan<string> keywords)
    {
        for (int i = 0; i < keywords.Length; i++)
        {
            if (!PeekAt(i).IsWord(keywords[i]))
            {
                return false;
            }
        }

        return Skip(keywords.Length);
    }

    private bool TrySymbol(string symbol) => Current.IsSymbol(symbol) && Skip(1);

    private bool Skip(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Take();
        }

        return true;
    }

    private void ExpectWord(string keyword)
    {
        if (!TryWord(keyword))
        {
            throw Expected(keyword);
        }
    }

    private void ExpectSymbol(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Expected(symbol);
        }
    }

    private QueryException Expected(string what)
    {
        string place = Current.Kind == SqlTokenKind.End ? "" : $" at Line: {Current.Line}, Column: {Current.Column}";
        return QueryException.SqlSyntax($"Expected: {what}, found: {Current}{place}");
    }

    private Nesting Nest()
    {
        // the depth limit alone is no promise about stack space on small threads
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new QueryException(QueryErrorKind.Syntax, "SQL error: RecursionLimitExceeded");
        }

        return new Nesting(this);
    }

    private readonly struct Nesting(SqlParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }
}
