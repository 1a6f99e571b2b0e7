namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements. Their clauses want a blank before them.</summary>
internal sealed partial class InfluxQlParser
{
    private ShowStatement? Show() => !Words("SHOW") ? null : Expect(
        "invalid SHOW statement, expected DATABASES, FIELD KEYS, MEASUREMENTS, TAG KEYS, TAG VALUES, or RETENTION POLICIES following SHOW",
        () => Keyword("DATABASES") ? new ShowStatement(ShowKind.Databases)
            : Words("FIELD") && Expect("invalid SHOW FIELD KEYS statement, expected KEYS", "KEYS") ? ShowOf(ShowKind.FieldKeys)
            : Keyword("MEASUREMENTS") ? ShowOf(ShowKind.Measurements)
            : Words("TAG") ? Expect("invalid SHOW TAG statement, expected KEYS or VALUES",
                () => Keyword("KEYS") ? ShowOf(ShowKind.TagKeys) : Keyword("VALUES") ? ShowOf(ShowKind.TagValues) : null)
            : Words("RETENTION") && Expect("invalid SHOW RETENTION POLICIES statement, expected POLICIES", "POLICIES")
                ? new ShowStatement(ShowKind.RetentionPolicies) { Database = Clause(On)?.Name }
            : null);

    /// <summary>The clauses of a statement about measurements.</summary>
    private ShowStatement ShowOf(ShowKind kind)
    {
        MeasurementSource? on = kind == ShowKind.Measurements ? Clause(ExtendedOn) : Clause(On);
        ShowStatement named = kind == ShowKind.Measurements
            ? Clause(WithMeasurement) ?? new ShowStatement(kind)
            : new ShowStatement(kind) { Sources = Clause(ShowFrom) ?? [] };
        return named with
        {
            Database = on?.Database ?? on?.Name,
            RetentionPolicy = on?.Database is null ? null : on.Name,
            Keys = kind == ShowKind.TagValues ? Expect("invalid SHOW TAG VALUES statement, expected WITH KEY clause", () => Clause(WithKey)) : null,
            Condition = kind == ShowKind.FieldKeys ? null : Clause(Where),
            Limit = Clause(() => Number("LIMIT"))?.Value,
            Offset = Clause(() => Number("OFFSET"))?.Value,
        };
    }

    private T? Clause<T>(Func<T?> clause)
        where T : class => Whole(() => Blanks1() ? clause() : null);

    private MeasurementSource? On() =>
        Keyword("ON") ? new MeasurementSource(null, null, Expect("invalid ON clause, expected identifier", Identifier), null) : null;

    /// <summary><c>ON database</c>, <c>ON database.policy</c>, or stars for all of them.</summary>
    private MeasurementSource? ExtendedOn() => !Words("ON") ? null : Expect("invalid ON clause, expected wildcard or identifier", () =>
    {
        if (Take("*.*") || Take("*"))
        {
            return new MeasurementSource(null, null, "*", null);
        }

        string? database = null;
        bool hasPolicy = Attempt(() => (database = Identifier()) is not null && Take("."));
        return Identifier() is { } name ? new MeasurementSource(hasPolicy ? database : null, null, name, null) : null;
    });

    private List<Source>? ShowFrom() =>
        Words("FROM") ? ListOf<Source>("invalid FROM clause, expected identifier or regular expression", Measurement) : null;

    private ShowStatement? WithMeasurement()
    {
        if (!Words("WITH"))
        {
            return null;
        }

        Expect("invalid WITH clause, expected MEASUREMENT", "MEASUREMENT");
        Blanks();
        MeasurementSource? pattern = Whole(() => Take("=~") && Blanks() ? Measurement() : null);
        bool isName = pattern is null && Expect("expected = or =~", () => Take("=")) && Blanks();
        return new ShowStatement(ShowKind.Measurements) { Sources = [pattern ?? Expect("expected measurement name", Measurement)], ByPattern = !isName };
    }

    private TagKeyFilter? WithKey() => !Words("WITH") || !Expect("invalid WITH KEY clause, expected KEY", "KEY")
        ? null
        : Expect("invalid WITH KEY clause, expected condition", () =>
        {
            string Pattern(string sign) => Expect($"invalid WITH KEY clause, expected regular expression following {sign}", () => Optional(Regex)).Pattern;
            string Name(string sign) => Expect($"invalid WITH KEY clause, expected identifier following {sign}", Identifier);
            return Symbol("=~") ? new TagKeyFilter(Negated: false, Pattern("=~"), [])
                : Symbol("!~") ? new TagKeyFilter(Negated: true, Pattern("=!"), [])
                : Symbol("=") ? new TagKeyFilter(Negated: false, null, [Name("=")])
                : Symbol("!=") ? new TagKeyFilter(Negated: true, null, [Name("!=")])
                : Attempt(() => Blanks1() && Take("IN"))
                    ? new TagKeyFilter(Negated: false, null, Expect("invalid WITH KEY clause, expected identifier list following IN", Names))
                : null;
        });

    private List<string>? Names() => Symbol("(") && ListOf("invalid IN clause, expected identifier", Identifier) is { } names
        && Expect("invalid identifier list, expected ')'", () => Symbol(")"))
            ? names
            : null;
}
