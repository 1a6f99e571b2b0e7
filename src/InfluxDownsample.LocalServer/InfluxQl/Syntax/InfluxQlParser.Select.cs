namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>SELECT and its clauses.</summary>
internal sealed partial class InfluxQlParser
{
    private SelectStatement? Select()
    {
        int start = _at;
        if (!Keyword("SELECT"))
        {
            return null;
        }

        Blanks();
        List<SelectField> fields = ListOf("invalid SELECT statement, expected field", Field);
        if (Optional(From) is not { } sources)
        {
            return Back<SelectStatement>(start);
        }

        return new SelectStatement
        {
            Fields = fields,
            Sources = sources,
            Condition = Optional(Where),
            GroupBy = Optional(GroupBy),
            Fill = Optional(Fill),
            Descending = Optional(OrderBy) is "DESC",
            Limit = Optional(() => Number("LIMIT")) is { } limit ? limit.Value : null,
            Offset = Optional(() => Number("OFFSET")) is { } offset ? offset.Value : null,
            LimitsSeries = Optional(() => Number("SLIMIT")) is not null | Optional(() => Number("SOFFSET", "SLIMIT")) is not null,
            TimeZone = Optional(TimeZone),
        };
    }

    private SelectField? Field()
    {
        if (Arithmetic(SelectList) is not { } expression)
        {
            return null;
        }

        bool hasAlias = Attempt(() => Blanks() && Keyword("AS"));
        return new SelectField(expression, hasAlias ? Expect("invalid field alias, expected identifier", Identifier) : null);
    }

    private List<Source>? From()
    {
        if (!Keyword("FROM"))
        {
            return null;
        }

        Blanks();
        return ListOf<Source>("invalid FROM clause, expected identifier, regular expression or subquery", () => Measurement() ?? (Source?)Subquery());
    }

    private SubquerySource? Subquery()
    {
        int start = _at;
        return Symbol("(") && Nested(() => Optional(Select)) is { } statement && Symbol(")") ? new SubquerySource(statement) : Back<SubquerySource>(start);
    }

    /// <summary><c>m</c>, <c>/re/</c>, <c>policy.m</c>, <c>database.policy.m</c> or <c>database..m</c>.</summary>
    private MeasurementSource? Measurement()
    {
        int start = _at;
        (string? database, string? policy) = Qualifiers();
        string? name = Identifier();
        string? pattern = name is null ? Regex()?.Pattern : null;
        return name is null && pattern is null
            ? Back<MeasurementSource>(start)
            : new MeasurementSource(database, policy is "" ? null : policy, name, pattern);
    }

    private Expression? Where()
    {
        int start = _at;
        return Keyword("WHERE") && Blanks() && Condition() is { } condition ? condition : Back<Expression>(start);
    }

    private GroupByClause? GroupBy()
    {
        int start = _at;
        if (!Words("GROUP"))
        {
            return null;
        }

        Expect("invalid GROUP BY clause, expected BY", "BY");
        if (!Blanks1())
        {
            return Back<GroupByClause>(start);
        }

        List<object> dimensions = ListOf("invalid GROUP BY clause, expected wildcard, TIME, identifier or regular expression", Dimension);
        return new GroupByClause(dimensions.OfType<TimeDimension>().FirstOrDefault(), [.. dimensions.OfType<Expression>()]);
    }

    private object? Dimension() => Star() is not null ? new Wildcard() : TimeCall() ?? Regex() ?? (object?)Column();

    private TimeDimension? TimeCall()
    {
        if (!Keyword("TIME"))
        {
            return null;
        }

        Expect("invalid TIME call, expected 1 or 2 arguments", () => Symbol("(") ? "(" : null);
        Expression interval = Expect("invalid TIME call, expected a duration for the interval", () => Arithmetic(Interval));
        Expression? offset = null;
        Attempt(() => Symbol(",") && (offset = Arithmetic(Offset)) is not null);
        Expect("invalid TIME call, expected ')'", () => Symbol(")") ? ")" : null);
        return new TimeDimension(interval, offset);
    }

    private FillClause? Fill()
    {
        int start = _at;
        if (!Keyword("FILL") || !Symbol("("))
        {
            return Back<FillClause>(start);
        }

        FillClause fill = Expect("invalid FILL option, expected NULL, NONE, PREVIOUS, LINEAR, or a number", () => Optional(FillOption));
        return Symbol(")") ? fill : Back<FillClause>(start);
    }

    private FillClause? FillOption() =>
        Keyword("NULL") ? new FillClause(FillMode.Null)
        : Keyword("NONE") ? new FillClause(FillMode.None)
        : FillNumber() is { } number ? new FillClause(FillMode.Value, number)
        : Keyword("PREVIOUS") ? new FillClause(FillMode.Previous)
        : Keyword("LINEAR") ? new FillClause(FillMode.Linear)
        : null;

    private Literal? FillNumber()
    {
        int start = _at;
        bool negative = Take("-");
        if (!negative)
        {
            Take("+");
        }

        Blanks();
        if (Float() is { } number)
        {
            return negative ? new FloatLiteral(-number.Value) : number;
        }

        return Digits() is { } digits && long.TryParse(digits, out long integer) ? new IntegerLiteral(negative ? -integer : integer) : Back<Literal>(start);
    }

    /// <summary><c>ASC</c> or <c>DESC</c>.</summary>
    private string? OrderBy()
    {
        if (!Attempt(() => Keyword("ORDER") && Blanks1() && Keyword("BY")))
        {
            return null;
        }

        return Expect("invalid ORDER BY, expected ASC, DESC or TIME", () => Direction() ?? OrderByTime());
    }

    private string? Direction()
    {
        int start = _at;
        return !Blanks1() ? null : Keyword("ASC") ? "ASC" : Keyword("DESC") ? "DESC" : Back<string>(start);
    }

    private string? OrderByTime()
    {
        int start = _at;
        if (!Blanks1())
        {
            return null;
        }

        int column = _at;
        return Identifier() is not { } name ? Back<string>(start)
            : name.Equals("time", StringComparison.OrdinalIgnoreCase) ? Direction() ?? "ASC"
            : throw Error(column, "invalid ORDER BY, expected TIME column");
    }

    /// <summary>A clause of a keyword and a whole number.</summary>
    /// <remarks><paramref name="nameInErrors"/>: how the engine calls the clause, where that is another one.</remarks>
    private UnsignedLiteral? Number(string keyword, string? nameInErrors = null) =>
        Words(keyword) ? Expect($"invalid {nameInErrors ?? keyword} clause, expected unsigned integer", Unsigned) : null;

    private string? TimeZone()
    {
        int start = _at;
        if (!Keyword("TZ") || !Symbol("("))
        {
            return Back<string>(start);
        }

        string zone = Expect("invalid TZ clause, expected string", () => Optional(Text));
        Refuse.When(!ZoneClock.IsNamed(zone), () => Error(_at, "unable to find timezone"));
        return Symbol(")") ? zone : Back<string>(start);
    }
}
