namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements. Their clauses want a blank before them.</summary>
internal sealed partial class InfluxQlParser
{
    private Statement? Show() => !Words("SHOW")
        ? null
        : Expect(
            "invalid SHOW statement, expected DATABASES, FIELD KEYS, MEASUREMENTS, TAG KEYS, TAG VALUES, or RETENTION POLICIES following SHOW",
            () => Keyword("DATABASES") ? new ShowDatabasesStatement()
                : ShowFieldKeys() ?? ShowMeasurements() ?? ShowTag() ?? (Statement?)ShowRetentionPolicies());

    private ShowStatement? ShowFieldKeys() =>
        Words("FIELD") && Expect("invalid SHOW FIELD KEYS statement, expected KEYS", "KEYS") ? OfMeasurements(ShowKind.FieldKeys) : null;

    private ShowStatement? ShowMeasurements()
    {
        if (!Keyword("MEASUREMENTS"))
        {
            return null;
        }

        MeasurementSource? on = Clause(ExtendedOn);
        return (Clause(WithMeasurement) ?? new ShowStatement(ShowKind.Measurements)) with
        {
            Database = on?.Database ?? on?.Name,
            RetentionPolicy = on?.Database is null ? null : on.Name,
            Condition = Clause(Where),
            Limit = ShowNumber("LIMIT"),
            Offset = ShowNumber("OFFSET"),
        };
    }

    private ShowRetentionPoliciesStatement? ShowRetentionPolicies() =>
        Words("RETENTION") && Expect("invalid SHOW RETENTION POLICIES statement, expected POLICIES", "POLICIES")
            ? new ShowRetentionPoliciesStatement(Clause(On))
            : null;

    private ShowStatement? ShowTag() => !Words("TAG")
        ? null
        : Expect(
            "invalid SHOW TAG statement, expected KEYS or VALUES",
            () => Keyword("KEYS") ? OfMeasurements(ShowKind.TagKeys) : Keyword("VALUES") ? OfMeasurements(ShowKind.TagValues) : null);

    private ShowStatement OfMeasurements(ShowKind kind) => new(kind)
    {
        Database = Clause(On),
        Sources = Clause(ShowFrom) ?? [],
        Keys = kind == ShowKind.TagValues ? Expect("invalid SHOW TAG VALUES statement, expected WITH KEY clause", () => Clause(WithKey)) : null,
        Condition = kind == ShowKind.FieldKeys ? null : Clause(Where),
        Limit = ShowNumber("LIMIT"),
        Offset = ShowNumber("OFFSET"),
    };

    private T? Clause<T>(Func<T?> clause)
        where T : class => Whole(() => Blanks1() ? clause() : null);

    private ulong? ShowNumber(string keyword) => Clause(() => Number(keyword))?.Value;

    private string? On() => Keyword("ON") ? Expect("invalid ON clause, expected identifier", Identifier) : null;

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

    private List<MeasurementSource>? ShowFrom() =>
        Words("FROM") ? ListOf("invalid FROM clause, expected identifier or regular expression", Measurement) : null;

    private ShowStatement? WithMeasurement()
    {
        if (!Words("WITH"))
        {
            return null;
        }

        Expect("invalid WITH clause, expected MEASUREMENT", "MEASUREMENT");
        Blanks();
        MeasurementSource? pattern = Whole(() => Take("=~") && Blanks() ? Measurement() : null);
        if (pattern is null)
        {
            Expect("expected = or =~", () => Take("="));
            Blanks();
        }

        return new ShowStatement(ShowKind.Measurements)
        {
            Sources = [pattern ?? Expect("expected measurement name", Measurement)],
            ByPattern = pattern is not null,
        };
    }

    private TagKeyFilter? WithKey()
    {
        if (!Words("WITH"))
        {
            return null;
        }

        Expect("invalid WITH KEY clause, expected KEY", "KEY");
        return Expect("invalid WITH KEY clause, expected condition", () =>
        {
            const string Expected = "invalid WITH KEY clause, expected";
            return Symbol("=~") ? new TagKeyFilter([], Expect($"{Expected} regular expression following =~", () => Optional(Regex)).Pattern, Negated: false)
                : Symbol("!~") ? new TagKeyFilter([], Expect($"{Expected} regular expression following =!", () => Optional(Regex)).Pattern, Negated: true)
                : Symbol("=") ? new TagKeyFilter([Expect($"{Expected} identifier following =", Identifier)], Pattern: null, Negated: false)
                : Symbol("!=") ? new TagKeyFilter([Expect($"{Expected} identifier following !=", Identifier)], Pattern: null, Negated: true)
                : Attempt(() => Blanks1() && Take("IN"))
                    ? new TagKeyFilter(Expect($"{Expected} identifier list following IN", Names), Pattern: null, Negated: false)
                : null;
        });
    }

    private List<string>? Names() => Symbol("(") && ListOf("invalid IN clause, expected identifier", Identifier) is { } names
        && Expect("invalid identifier list, expected ')'", () => Symbol(")"))
            ? names
            : null;
}
