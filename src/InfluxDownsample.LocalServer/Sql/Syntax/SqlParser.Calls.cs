using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Function calls, the calls SQL spells with keywords, and windows.</summary>
internal sealed partial class SqlParser
{
    private CallExpression Call(List<SqlName> parts)
    {
        string name = string.Join('.', parts.Select(part => part.Folded));
        ExpectSymbol("(");
        if (parts is [{ Quoted: false }] && KeywordArguments(name) is { } spelled)
        {
            ExpectSymbol(")");
            return spelled;
        }

        bool distinct = TryWord("DISTINCT");
        if (!distinct && IsWord("ALL") && !PeekAt(1).IsSymbol(")"))
        {
            Take();
        }

        bool star = Current.IsSymbol("*") && PeekAt(1).IsSymbol(")") && TrySymbol("*");
        List<SqlExpression> arguments = star || Current.IsSymbol(")") || IsWord("ORDER") ? [] : CommaSeparated(Argument);
        List<SqlOrder> order = TryWords("ORDER", "BY") ? CommaSeparated(Order) : [];
        bool? ignoreNulls = NullTreatment();
        ExpectSymbol(")");
        return AfterCall(new CallExpression(name, arguments) { Star = star, Distinct = distinct, Order = order, IgnoreNulls = ignoreNulls });
    }

    private SqlExpression Argument()
    {
        SqlExpression argument = Expression();
        return Current.IsSymbol("=>") ? throw QueryException.NotImplemented("named function arguments") : argument;
    }

    private bool? NullTreatment() => TryWords("IGNORE", "NULLS") ? true : TryWords("RESPECT", "NULLS") ? false : null;

    private CallExpression AfterCall(CallExpression call)
    {
        if (TryWords("WITHIN", "GROUP"))
        {
            ExpectSymbol("(");
            ExpectWord("ORDER");
            ExpectWord("BY");
            call = call with { WithinGroup = CommaSeparated(Order) };
            ExpectSymbol(")");
        }

        // To 3.6 the word is an alias. // wire reference 13
        if (_like == CoreVersion.Core310 && IsWord("FILTER") && PeekAt(1).IsSymbol("("))
        {
            Skip(2);
            ExpectWord("WHERE");
            call = call with { Filter = Expression() };
            ExpectSymbol(")");
        }

        call = call with { IgnoreNulls = call.IgnoreNulls ?? NullTreatment() };
        if (TryWord("OVER"))
        {
            call = call with { Over = Window() };
        }

        return call;
    }

    /// <summary>After "(": EXTRACT, SUBSTRING, POSITION, TRIM and OVERLAY with their keywords. Null when the call is an ordinary one.</summary>
    private CallExpression? KeywordArguments(string name) => name switch
    {
        "extract" => Extract(),
        "substring" => Substring(),
        "position" => Position(),
        "trim" => Trim(),
        "overlay" => Overlay(),
        _ => null,
    };

    private CallExpression Extract()
    {
        SqlToken field = Take();
        if (field.Kind is not (SqlTokenKind.Word or SqlTokenKind.Text or SqlTokenKind.QuotedName))
        {
            throw Expected("date/time field");
        }

        ExpectWord("FROM");
        return new CallExpression("date_part", [new TextLiteral(field.Text), Expression()]);
    }

    private CallExpression Substring()
    {
        List<SqlExpression> arguments = [Expression()];
        if (TryWord("FROM") || TrySymbol(","))
        {
            arguments.Add(Expression());
        }

        if (TryWord("FOR") || TrySymbol(","))
        {
            if (arguments.Count == 1)
            {
                arguments.Add(new NumberLiteral("1"));
            }

            arguments.Add(Expression());
        }

        return new CallExpression("substr", arguments);
    }

    private CallExpression Position()
    {
        SqlExpression what = Expression(ComparisonPrecedence);
        ExpectWord("IN");
        return new CallExpression("strpos", [Expression(), what]);
    }

    private CallExpression Trim()
    {
        string name = TryWord("LEADING") ? "ltrim" : TryWord("TRAILING") ? "rtrim" : "btrim";
        TryWord("BOTH");
        SqlExpression first = Expression();
        if (TryWord("FROM"))
        {
            return new CallExpression(name, [Expression(), first]);
        }

        return new CallExpression(name, TrySymbol(",") ? [first, Expression()] : [first]);
    }

    private CallExpression Overlay()
    {
        SqlExpression text = Expression();
        ExpectWord("PLACING");
        SqlExpression with = Expression();
        ExpectWord("FROM");
        List<SqlExpression> arguments = [text, with, Expression()];
        if (TryWord("FOR"))
        {
            arguments.Add(Expression());
        }

        return new CallExpression("overlay", arguments);
    }

    private SqlWindow Window()
    {
        if (!TrySymbol("("))
        {
            return new SqlWindow(Name().Folded, [], [], null);
        }

        return WindowSpecification();
    }

    /// <summary>After "(", up to and with ")".</summary>
    private SqlWindow WindowSpecification()
    {
        bool named = Current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName
            && !IsWord("PARTITION") && !IsWord("ORDER") && !IsWord("ROWS") && !IsWord("RANGE") && !IsWord("GROUPS");
        string? name = named ? Name().Folded : null;
        List<SqlExpression> partition = TryWords("PARTITION", "BY") ? CommaSeparated(Expression) : [];
        List<SqlOrder> order = TryWords("ORDER", "BY") ? CommaSeparated(Order) : [];
        SqlFrame? frame = IsWord("ROWS") || IsWord("RANGE") || IsWord("GROUPS") ? Frame() : null;
        ExpectSymbol(")");
        return new SqlWindow(name, partition, order, frame);
    }

    private SqlFrame Frame()
    {
        string unit = Take().Text.ToUpperInvariant();
        if (!TryWord("BETWEEN"))
        {
            return new SqlFrame(unit, FrameBound(), new SqlFrameBound(Current: true, null, Following: false));
        }

        SqlFrameBound start = FrameBound();
        ExpectWord("AND");
        return new SqlFrame(unit, start, FrameBound());
    }

    private SqlFrameBound FrameBound()
    {
        if (TryWords("CURRENT", "ROW"))
        {
            return new SqlFrameBound(Current: true, null, Following: false);
        }

        SqlExpression? offset = TryWord("UNBOUNDED") ? null : Expression(UnaryPrecedence);
        bool following = TryWord("FOLLOWING");
        if (!following)
        {
            ExpectWord("PRECEDING");
        }

        return new SqlFrameBound(Current: false, offset, following);
    }
}
