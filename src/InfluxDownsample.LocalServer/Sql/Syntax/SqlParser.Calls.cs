namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Function calls, the calls SQL spells with keywords, and windows.</summary>
internal sealed partial class SqlParser
{
    private CallExpression Call(string name, bool mayBeSpelled)
    {
        if (mayBeSpelled && name is "extract" or "substring" or "position" or "trim" or "overlay")
        {
            return Parenthesized(() => Spelled(name));
        }

        CallExpression call = Parenthesized(() => Arguments(name));
        return call with
        {
            WithinGroup = Try("WITHIN", "GROUP") ? Parenthesized(() => Is("ORDER", "BY") ? OrderBy() : throw Expected("ORDER BY")) : [],
            // To 3.6 the word is an alias. // wire reference 13
            Filter = like == CoreVersion.Core310 && Is("FILTER", "(") ? Skip().Parenthesized(() => After("WHERE")) : null,
            IgnoreNulls = call.IgnoreNulls || IgnoresNulls(),
            Over = !Try("OVER") ? null : Is("(") ? Parenthesized(Window) : new SqlOver(Name(), [], [], null),
        };
    }

    private CallExpression Arguments(string name)
    {
        bool distinct = Try("DISTINCT");
        if (!distinct && Is("ALL") && !PeekAt(1).Is(")"))
        {
            Take();
        }

        bool star = Is("*", ")") && Try("*");
        List<SqlExpression> arguments = star || Is("ORDER") ? [] : CommaSeparatedUpTo(")", Argument);
        return new CallExpression(name, arguments) { Star = star, Distinct = distinct, Order = OrderBy(), IgnoreNulls = IgnoresNulls() };
    }

    private SqlExpression Argument()
    {
        SqlExpression argument = Expression();
        return Is("=>") ? throw QueryException.NotImplemented("named function arguments") : argument;
    }

    private bool IgnoresNulls()
    {
        bool ignores = Try("IGNORE", "NULLS");
        Try("RESPECT", "NULLS");
        return ignores;
    }

    /// <summary>EXTRACT, SUBSTRING, POSITION, TRIM and OVERLAY: their arguments stand behind commas or keywords.</summary>
    private CallExpression Spelled(string name)
    {
        switch (name)
        {
            case "extract":
                SqlToken field = Take();
                return new CallExpression("date_part", [new LiteralExpression(field.Text), After("FROM")]);
            case "position":
                SqlExpression what = Expression(ComparisonPrecedence);
                return new CallExpression("strpos", [After("IN"), what]);
            case "trim":
                string side = TryAny("LEADING", "TRAILING", "BOTH") switch { "LEADING" => "ltrim", "TRAILING" => "rtrim", _ => "btrim" };
                SqlExpression first = Expression();
                return new CallExpression(side, Try("FROM") ? [Expression(), first] : [first, .. Further()]);
            case "substring":
                SqlExpression text = Expression();
                return new CallExpression("substr",
                    Is("FOR") ? [text, new LiteralExpression(1L), After("FOR")] : [text, .. Further("FROM"), .. Further("FOR")]);
            default:
                return new CallExpression(name, [Expression(), After("PLACING"), After("FROM"), .. Further("FOR")]);
        }
    }

    private SqlExpression After(string word) => After(word, Expression);

    /// <summary>An argument that may stand behind a word or a comma.</summary>
    private IEnumerable<SqlExpression> Further(string word = ",") => TryAny(word, ",") is null ? [] : [Expression()];

    /// <summary>What stands in the parentheses of OVER.</summary>
    private SqlOver Window()
    {
        bool named = Current.IsName && !Is("PARTITION") && !Is("ORDER") && !IsFrame();
        string? name = named ? Name() : null;
        List<SqlExpression> partition = Try("PARTITION", "BY") ? CommaSeparated(Expression) : [];
        List<SqlOrder> order = OrderBy();
        return new SqlOver(name, partition, order, IsFrame() ? Frame() : null);
    }

    private bool IsFrame() => Is("ROWS") || Is("RANGE") || Is("GROUPS");

    private SqlFrame Frame()
    {
        string unit = Take().Text.ToUpperInvariant();
        return Try("BETWEEN")
            ? new SqlFrame(unit, FrameBound(), After("AND", FrameBound))
            : new SqlFrame(unit, FrameBound(), new SqlFrameBound(null, "CURRENT ROW"));
    }

    private SqlFrameBound FrameBound()
    {
        if (Try("CURRENT", "ROW"))
        {
            return new SqlFrameBound(null, "CURRENT ROW");
        }

        SqlExpression? offset = Try("UNBOUNDED") ? null : Expression(UnaryPrecedence);
        string side = TryAny("FOLLOWING", "PRECEDING") ?? throw Expected("PRECEDING");
        return new SqlFrameBound(offset, offset is null ? $"UNBOUNDED {side}" : side);
    }

    private Dictionary<string, SqlOver> NamedWindows() => CommaSeparated(() => (Name: Name(), Window: After("AS", () => Parenthesized(Window))))
        .GroupBy(window => window.Name).ToDictionary(windows => windows.Key, windows => windows.Last().Window);
}
