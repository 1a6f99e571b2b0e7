namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>SELECT and its clauses.</summary>
internal sealed partial class InfluxQlParser
{
    private SelectStatement? Select() => Whole(() =>
        Keyword("SELECT") && Blanks() && ListOf("invalid SELECT statement, expected field", Field) is { } fields && Optional(From) is { } sources
            ? new SelectStatement(fields)
            {
                Sources = sources,
                Condition = Optional(Where),
                GroupBy = Optional(GroupBy),
                Fill = Optional(Fill),
                Descending = Optional(OrderBy) is "DESC",
                Limit = Optional(() => Number("LIMIT"))?.Value,
                Offset = Optional(() => Number("OFFSET"))?.Value,
                LimitsSeries = Optional(() => Number("SLIMIT")) is not null | Optional(() => Number("SOFFSET", "SLIMIT")) is not null,
                TimeZone = Optional(TimeZone),
            }
            : null);

    private SelectField? Field()
    {
        if (Arithmetic(SelectList) is not { } expression)
        {
            return null;
        }

        bool hasAlias = Attempt(() => Blanks() && Keyword("AS"));
        return new SelectField(expression, hasAlias ? Expect("invalid field alias, expected identifier", Identifier) : null);
    }

    private List<Source>? From() => Keyword("FROM") && Blanks()
        ? ListOf<Source>("invalid FROM clause, expected identifier, regular expression or subquery", () => Measurement() ?? (Source?)Subquery())
        : null;

    private SubquerySource? Subquery() =>
        Whole(() => Symbol("(") && Nested(() => Optional(Select)) is { } statement && Symbol(")") ? new SubquerySource(statement) : null);

    /// <summary><c>m</c>, <c>/re/</c>, <c>policy.m</c>, <c>database.policy.m</c> or <c>database..m</c>.</summary>
    private MeasurementSource? Measurement() => Whole(() =>
    {
        List<string> qualifiers = Qualifiers();
        (string? name, string? pattern) = Identifier() is { } identifier ? (identifier, (string?)null) : (null, Regex()?.Pattern);
        return name is null && pattern is null ? null : new MeasurementSource(
            qualifiers.Count == 2 ? qualifiers[0] : null, qualifiers is [.., { Length: > 0 } policy] ? policy : null, name, pattern);
    });

    private Expression? Where() => Whole(() => Keyword("WHERE") && Blanks() ? Condition() : null);

    private GroupByClause? GroupBy() => Whole(() => Words("GROUP") && Expect("invalid GROUP BY clause, expected BY", "BY") && Blanks1()
        && ListOf("invalid GROUP BY clause, expected wildcard, TIME, identifier or regular expression", Dimension) is { } dimensions
            ? new GroupByClause(dimensions.OfType<TimeDimension>().FirstOrDefault(), [.. dimensions.OfType<Expression>()])
            : null);

    private object? Dimension() => Star() is not null ? new Wildcard() : TimeCall() ?? Regex() ?? (object?)Column();

    private TimeDimension? TimeCall()
    {
        if (!Keyword("TIME"))
        {
            return null;
        }

        Expect("invalid TIME call, expected 1 or 2 arguments", () => Symbol("("));
        Expression interval = Expect("invalid TIME call, expected a duration for the interval", () => Arithmetic(Interval));
        Expression? offset = null;
        Attempt(() => Symbol(",") && (offset = Arithmetic(Offset)) is not null);
        Expect("invalid TIME call, expected ')'", () => Symbol(")"));
        return new TimeDimension(interval, offset);
    }

    private FillClause? Fill() => Whole(() => Keyword("FILL") && Symbol("(")
        && Expect("invalid FILL option, expected NULL, NONE, PREVIOUS, LINEAR, or a number", () => Optional(FillOption)) is { } fill && Symbol(")")
            ? fill
            : null);

    private FillClause? FillOption() =>
        Keyword("NULL") ? new FillClause(FillMode.Null)
        : Keyword("NONE") ? new FillClause(FillMode.None)
        : FillNumber() is { } number ? new FillClause(FillMode.Value, number)
        : Keyword("PREVIOUS") ? new FillClause(FillMode.Previous)
        : Keyword("LINEAR") ? new FillClause(FillMode.Linear)
        : null;

    private Literal? FillNumber() => Whole<Literal>(() =>
    {
        int sign = Take("-") ? -1 : 1;
        _ = sign < 0 || Take("+");
        Blanks();
        return Float() is { } number ? new FloatLiteral(sign * number.Value)
            : Digits() is { } digits && long.TryParse(digits, out long integer) ? new IntegerLiteral(sign * integer)
            : null;
    });

    /// <summary><c>ASC</c> or <c>DESC</c>.</summary>
    private string? OrderBy() => Attempt(() => Keyword("ORDER") && Blanks1() && Keyword("BY"))
        ? Expect("invalid ORDER BY, expected ASC, DESC or TIME", () => Direction() ?? OrderByTime())
        : null;

    private string? Direction() => Clause(() => Keyword("ASC") ? "ASC" : Keyword("DESC") ? "DESC" : null);

    private string? OrderByTime() => Clause(() =>
    {
        int column = _at;
        return Identifier() is not { } name ? null
            : name.Equals("time", StringComparison.OrdinalIgnoreCase) ? Direction() ?? "ASC"
            : throw Error(column, "invalid ORDER BY, expected TIME column");
    });

    /// <summary>A clause of a keyword and a whole number.</summary>
    /// <remarks><paramref name="nameInErrors"/>: how the engine calls the clause, where that is another one.</remarks>
    private UnsignedLiteral? Number(string keyword, string? nameInErrors = null) =>
        Words(keyword) ? Expect($"invalid {nameInErrors ?? keyword} clause, expected unsigned integer", Unsigned) : null;

    private string? TimeZone() => Whole(() => Keyword("TZ") && Symbol("(")
        && Expect("invalid TZ clause, expected string", () => Optional(Text)) is { } zone
        && Expect("unable to find timezone", () => ZoneClock.IsNamed(zone)) && Symbol(")")
            ? zone
            : null);
}
