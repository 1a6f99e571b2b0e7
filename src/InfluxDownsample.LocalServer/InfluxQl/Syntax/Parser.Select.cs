namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>SELECT and its clauses.</summary>
internal sealed partial class Parser
{
    private SelectStatement ParseSelect()
    {
        ExpectWord("SELECT", "invalid InfluxQL statement");
        List<SelectField> fields = ParseList(ParseField);
        ExpectWord("FROM", "invalid SELECT statement, expected FROM");
        List<Source> sources = ParseList(ParseSource);
        return new SelectStatement
        {
            Fields = fields,
            Sources = sources,
            Condition = TakeWhere(),
            GroupBy = TakeGroupBy(),
            Fill = TakeFill(),
            Descending = TakeOrderBy(),
            Limit = TakeLimit(),
            Offset = TakeOffset(),
            LimitsSeries = TakeSeriesLimits(),
            TimeZone = TakeTimeZone(),
        };
    }

    private SelectField ParseField()
    {
        Expression expression = ParseArithmetic(ValuePlace.SelectList);
        string? alias = TakeWord("AS") ? ExpectName("invalid field alias, expected identifier") : null;
        return new SelectField(expression, alias);
    }

    private Source ParseSource()
    {
        const string Expected = "invalid FROM clause, expected identifier, regular expression or subquery";
        if (!TakeSymbol("("))
        {
            return ParseMeasurement(Expected);
        }

        SelectStatement subquery = Nested(() => _current.IsWord("SELECT") ? ParseSelect() : throw Error(Expected));
        ExpectSymbol(")", "invalid FROM clause, expected ')' after subquery");
        return new SubquerySource(subquery);
    }

    /// <summary><c>m</c>, <c>/re/</c>, <c>policy.m</c>, <c>database.policy.m</c> or <c>database..m</c>.</summary>
    private MeasurementSource ParseMeasurement(string expected)
    {
        var qualifiers = new List<string?>();
        while (true)
        {
            if (TakeRegex() is { } pattern)
            {
                return Qualified(name: null, pattern);
            }

            if (qualifiers.Count == 1 && TakeSymbol("."))
            {
                qualifiers.Add(null);
                continue;
            }

            string name = ExpectName(expected);
            if (qualifiers.Count == 2 || !TakeSymbol("."))
            {
                return Qualified(name, pattern: null);
            }

            qualifiers.Add(name);
        }

        MeasurementSource Qualified(string? name, string? pattern) => qualifiers.Count == 2
            ? new MeasurementSource(qualifiers[0], qualifiers[1], name, pattern)
            : new MeasurementSource(null, qualifiers.FirstOrDefault(), name, pattern);
    }

    private GroupByClause? TakeGroupBy()
    {
        if (!TakeWord("GROUP"))
        {
            return null;
        }

        ExpectWord("BY", "invalid GROUP BY clause, expected BY");
        TimeDimension? time = null;
        var tags = new List<Expression>();
        do
        {
            if (_current.IsWord("time"))
            {
                Token word = Advance();
                if (!TakeSymbol("("))
                {
                    throw Error("invalid TIME call, expected 1 or 2 arguments");
                }

                time = time is null ? ParseTimeDimension() : throw SyntaxError.At(word.Position, "multiple time dimensions not allowed");
            }
            else
            {
                tags.Add(ParseTagDimension());
            }
        }
        while (TakeSymbol(","));

        return new GroupByClause(time, tags);
    }

    private TimeDimension ParseTimeDimension()
    {
        if (_current.Kind is not (TokenKind.Duration or TokenKind.Integer) && !_current.IsSymbol("("))
        {
            throw Error("invalid TIME call, expected a duration for the interval");
        }

        Expression interval = ParseArithmetic(ValuePlace.Condition);
        Expression? offset = TakeSymbol(",") ? ParseArithmetic(ValuePlace.Condition) : null;
        ExpectSymbol(")", "invalid TIME call, expected ')'");
        return new TimeDimension(interval, offset);
    }

    private Expression ParseTagDimension()
    {
        if (TakeSymbol("*"))
        {
            TakeCast();
            return new Wildcard();
        }

        if (TakeRegex() is { } pattern)
        {
            return new RegexLiteral(pattern);
        }

        string name = ExpectName("invalid GROUP BY clause, expected wildcard, TIME, identifier or regular expression");
        return new Reference(name, TakeCast());
    }

    private FillClause? TakeFill()
    {
        if (!TakeWord("fill"))
        {
            return null;
        }

        const string Expected = "invalid FILL option, expected NULL, NONE, PREVIOUS, LINEAR, or a number";
        ExpectSymbol("(", Expected);
        FillClause fill =
            TakeWord("null") ? new FillClause(FillMode.Null)
            : TakeWord("none") ? new FillClause(FillMode.None)
            : TakeWord("previous") ? new FillClause(FillMode.Previous)
            : TakeWord("linear") ? new FillClause(FillMode.Linear)
            : new FillClause(FillMode.Value, ParseNumber(Expected));
        ExpectSymbol(")", "invalid FILL clause, expected ')'");
        return fill;
    }

    private Literal ParseNumber(string expected)
    {
        bool negative = TakeSymbol("-");
        if (!negative)
        {
            TakeSymbol("+");
        }

        return TakeNumber(negative) is { } number and not UnsignedLiteral ? number : throw Error(expected);
    }

    /// <summary>Whether rows come newest first.</summary>
    private bool TakeOrderBy()
    {
        if (!TakeWord("ORDER"))
        {
            return false;
        }

        ExpectWord("BY", "invalid ORDER BY, expected BY");
        bool named = TakeWord("time");
        if (TakeWord("DESC"))
        {
            return true;
        }

        return !TakeWord("ASC") && !named ? throw Error("invalid ORDER BY, expected ASC, DESC or TIME") : false;
    }

    private bool TakeSeriesLimits()
    {
        bool limits = false;
        if (TakeWord("SLIMIT"))
        {
            ExpectUnsigned("invalid SLIMIT clause, expected unsigned integer");
            limits = true;
        }

        if (TakeWord("SOFFSET"))
        {
            ExpectUnsigned("invalid SOFFSET clause, expected unsigned integer");
            limits = true;
        }

        return limits;
    }

    private string? TakeTimeZone()
    {
        if (!TakeWord("tz"))
        {
            return null;
        }

        ExpectSymbol("(", "invalid TZ clause, expected string");
        Token zone = _current.Kind == TokenKind.String ? Advance() : throw Error("invalid TZ clause, expected string");
        ExpectSymbol(")", "invalid TZ clause, expected ')'");
        return Time.TimeZones.Exists(zone.Text) ? zone.Text : throw SyntaxError.At(zone.Position, "unable to find timezone");
    }
}
